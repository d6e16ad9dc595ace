// Examples of the query language, by what they are for.

interface Example {
  readonly text: string;
  readonly meaning: string;
}

interface ExampleGroup {
  readonly title: string;
  readonly words: string;
  readonly examples: readonly Example[];
}

export const languageExamples: readonly ExampleGroup[] = [
  {
    title: "Words",
    words: "Words alone are looked for in the name, the operating system, the ids and the tags.",
    examples: [
      { text: "windows lab", meaning: "Both words, anywhere" },
      { text: '"windows 10"', meaning: "Exactly these words, next to each other" },
      { text: "name: lab*", meaning: "Names that begin with lab" },
    ],
  },
  {
    title: "Where it came from",
    words: "A group asks several things of one part of the asset.",
    examples: [
      { text: 'inventory:(source:"Microsoft")', meaning: "Everything that Microsoft Entra ID showed" },
      { text: "firstSeen > now-7d", meaning: "New within a week" },
    ],
  },
  {
    title: "Posture",
    words: "A boolean is true, false or null, which is unknown.",
    examples: [
      { text: "entra.isCompliant: false", meaning: "Not compliant" },
      { text: "not entra.isManaged: true", meaning: "Not managed, or unknown" },
      { text: "risk.severity >= 4", meaning: "Risk severity 4 or 5" },
    ],
  },
  {
    title: "Several values, and none",
    words: "A list asks for any of its values.",
    examples: [
      { text: "entra.trustType: [AzureAd, ServerAd]", meaning: "Joined one way or the other" },
      { text: "tags.name is null", meaning: "Without a tag" },
    ],
  },
  {
    title: "Dates",
    words: "A date is yyyy-mm-dd, or reckoned from now in m, h, d, w, M and y; all in UTC.",
    examples: [
      { text: "entra.lastSignIn < now-90d", meaning: "Nobody signed in for 90 days" },
      { text: "lastChanged > now-1d", meaning: "Changed since yesterday" },
      { text: "entra.lastSignIn: [now-90d .. now-30d]", meaning: "Between the two" },
    ],
  },
  {
    title: "And, or, not",
    words: "not binds tightest, then and, then or; parentheses bind tighter.",
    examples: [
      {
        text: "operatingSystem.category: Windows and (entra.isCompliant: false or entra.isManaged: false)",
        meaning: "Windows with something wrong",
      },
    ],
  },
  {
    title: "Retired assets",
    words: "Only active assets are found, unless the query asks for the lifecycle.",
    examples: [
      { text: "lifecycle.state: retired", meaning: "What has left its source" },
      { text: "lifecycle.state: [active, retired]", meaning: "Both" },
    ],
  },
];
