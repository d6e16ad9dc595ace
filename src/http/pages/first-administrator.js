// Makes the first administrator from the form, with the token of the link's fragment.

const form = document.querySelector("#form");
const told = document.querySelector("#told");
const lead = document.querySelector("#lead");
const make = document.querySelector("#make");

const linkToken = location.hash.slice(1);
// A token that is still good is neither for the address bar nor for the browser's history.
history.replaceState(null, "", location.pathname);

function tell(lines, kind = "refusal") {
  told.replaceChildren(
    ...lines.map((line) => {
      const paragraph = document.createElement("p");
      paragraph.className = kind;
      paragraph.textContent = line;
      return paragraph;
    }),
  );
}

function finish(words) {
  form.hidden = true;
  lead.hidden = true;
  tell([words], "done");
}

/** What the server's problem says, part by part where it names parts. */
async function linesOf(answer) {
  const isProblem = answer.headers.get("content-type")?.startsWith("application/problem+json");
  if (!isProblem) return [`The server answered with status ${answer.status}.`];
  const problem = await answer.json();
  const parts = problem.errors ?? [];
  if (parts.length === 0) return [problem.detail];
  return parts.map(({ field, reason }) => `${field.replace(/^body\./, "")}: ${reason}`);
}

async function send() {
  const entered = Object.fromEntries(new FormData(form));
  const { name, email, password, again } = entered;
  if (password !== again) return tell(["The two passwords are not the same."]);
  const answer = await fetch("/api/v1/first-administrator", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ linkToken, name, email, password }),
  });
  if (!answer.ok) return tell(await linesOf(answer));
  form.reset();
  finish(`${name} is the administrator now, and signed in.`);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  tell([]);
  make.disabled = true;
  try {
    await send();
  } catch {
    tell(["The server cannot be reached. Nothing may have been made: try again."]);
  } finally {
    make.disabled = false;
  }
});

if (linkToken === "")
  finish("The link is not whole: open it as the server printed it, with everything after the # sign.");
else
  try {
    const answer = await fetch("/api/v1/session");
    const { hasUsers } = await answer.json();
    if (hasUsers) finish("There is an administrator already, so this link is of no use any more.");
  } catch {
    tell(["The server cannot be reached. Load the page again."]);
  }
