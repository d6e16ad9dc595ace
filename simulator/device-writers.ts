// How each property of a device is written as JSON text, in the order seen on the wire.

import { dateText, tenantDay, zeroDate } from "./device-dates.ts";
import { type Kind, type Sketch, salt } from "./device-generator.ts";
import {
  costCentres,
  deviceCategories,
  deviceOwnerships,
  enrollmentProfileNames,
  firstNames,
  managementTypes,
  mdmAppIds,
  oddNames,
  systemLabelSets,
} from "./device-vocabulary.ts";
import { guidFromHead, guidOf } from "./object-id.ts";
import { draw, fraction, integer, pick } from "./random.ts";

/** A plain text is the same for every device. */
export type Property =
  | string
  | { readonly per: "kind"; readonly write: (kind: Kind) => string }
  | { readonly per: "device"; readonly write: (sketch: Sketch) => string };

function perKind(write: (kind: Kind) => string): Property {
  return { per: "kind", write };
}

function perDevice(write: (sketch: Sketch) => string): Property {
  return { per: "device", write };
}

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/** All texts of three capital letters or digits. */
const triples = Array.from(
  { length: 36 ** 3 },
  (_, value) =>
    alphabet.charAt(Math.floor(value / 1296)) +
    alphabet.charAt(Math.floor(value / 36) % 36) +
    alphabet.charAt(value % 36),
);

function triple(value: number): string {
  return triples[value % triples.length] ?? "";
}

function isNameless({ population: { settings }, index, base }: Sketch): boolean {
  return index < settings.devices && fraction(base, salt.name) < settings.namelessShare;
}

function displayName(sketch: Sketch): string {
  const { base, kind } = sketch;
  const drawn = draw(base, salt.name + 1);
  if (isNameless(sketch)) return drawn % 2 === 0 ? "null" : '""';
  if (drawn % 200 === 0) return pick(oddNames, base, salt.name + 2);
  const prefix = pick(kind.platform.namePrefixes, kind.base, salt.name + 3);
  if (prefix.endsWith(" ")) return `"${prefix}${pick(firstNames, base, salt.name + 4)}"`;
  return `"${prefix}${triple(drawn)}${triple(drawn >>> 14)}"`;
}

function second(base: number): number {
  return draw(base, salt.second) % 86_400;
}

function approximateLastSignIn({ base, registeredDay }: Sketch): string {
  const drawn = draw(base, salt.signIn) % 1000;
  if (drawn < 60) return "null";
  if (drawn < 62) return zeroDate;
  const idle = drawn < 700 ? drawn % 21 : drawn < 900 ? drawn % 180 : drawn * 2;
  return dateText(Math.max(registeredDay, tenantDay - idle), second(base));
}

function isCompliant({ base, managed }: Kind): string {
  if (!managed) return fraction(base, salt.compliant) < 0.9 ? "null" : "false";
  return fraction(base, salt.compliant) < 0.82 ? "true" : "false";
}

function isManaged({ base, managed }: Kind): string {
  if (managed) return "true";
  return fraction(base, salt.managed) < 0.8 ? "false" : "null";
}

function onPremisesSyncEnabled({ base, trust }: Kind): string {
  if (trust === "ServerAd") return "true";
  return fraction(base, salt.synced) < 0.01 ? "false" : "null";
}

function onPremisesLastSync(kind: Kind): string {
  if (onPremisesSyncEnabled(kind) === "null") return "null";
  return dateText(tenantDay - integer(kind.base, salt.synced, 30), second(kind.base));
}

function physicalIds({ base, kind }: Sketch): string {
  const form = draw(kind.base, salt.physical) % 10;
  if (form < 3) return "[]";
  const user = guidFromHead(draw(base, salt.physical + 100));
  const group = draw(base, salt.physical + 101);
  const grouped = `["[USER-GID]:${user}:${group}","[GID]:g:${group}"`;
  if (form < 6) return `${grouped}]`;
  const hardware = `${grouped},"[USER-HWID]:${user}:${group}","[HWID]:h:${group}"`;
  if (form === 8) return `${hardware},"[ZTDID]:${guidFromHead(group)}","[OrderId]:Berlin \\"A\\", 2nd"]`;
  if (form < 9 || !kind.platform.profiles.includes('"SecureVM"')) return `${hardware}]`;
  const machine = `/subscriptions/${user}/resourceGroups/rg-1/providers/Microsoft.Compute/virtualMachines/vm`;
  return `${hardware},"[AzureResourceId]:${machine}"]`;
}

function extensionAttributesText(values: ReadonlyMap<number, string>): string {
  const fields = Array.from({ length: 15 }, (_, position) => {
    return `"extensionAttribute${position + 1}":${values.get(position + 1) ?? "null"}`;
  });
  return `{${fields.join(",")}}`;
}

/** What a device without a single extension attribute shows. */
export const noExtensionAttributes = extensionAttributesText(new Map());

function extensionAttributes({ base }: Kind): string {
  if (draw(base, salt.extension) % 8 !== 0) return noExtensionAttributes;
  const values = new Map([[1, pick(costCentres, base, salt.extension + 100)]]);
  if (draw(base, salt.extension + 101) % 2 === 0) values.set(7, '"wave-2"').set(15, '""');
  return extensionAttributesText(values);
}

/** The text after the prefix is base64 of bytes nobody reads: eight digits are six bytes. */
function alternativeSecurityIds({ base }: Sketch): string {
  const drawn = draw(base, salt.security);
  if (drawn % 10 === 0) return "[]";
  const digits = drawn.toString(16).padStart(8, "0");
  return `[{"type":2,"identityProvider":null,"key":"WDUwOTo8U0hBMS1UUD4t${digits}"}]`;
}

function onPremisesSecurityIdentifier({ base, kind }: Sketch): string {
  if (kind.trust !== "ServerAd") return "null";
  return `"S-1-5-21-${draw(base, 201)}-${draw(base, 202)}-${draw(base, 203)}-${draw(base, 204) % 100_000}"`;
}

function whenManaged(write: (kind: Kind) => string): Property {
  return perKind((kind) => (kind.managed ? write(kind) : "null"));
}

function someOf(items: readonly string[], purpose: number, share: number): (kind: Kind) => string {
  return ({ base }) => (fraction(base, purpose + 60) < share ? pick(items, base, purpose) : "null");
}

const registered = ({ base, registeredDay }: Sketch): string => dateText(registeredDay, second(base));

const trustTexts = { AzureAd: '"AzureAd"', ServerAd: '"ServerAd"', Workplace: '"Workplace"' } as const;

const writers = {
  id: perDevice(({ base }) => `"${guidFromHead(base)}"`),
  deletedDateTime: "null",
  accountEnabled: perKind(({ base }) => (fraction(base, salt.enabled) < 0.94 ? "true" : "false")),
  approximateLastSignInDateTime: perDevice(approximateLastSignIn),
  complianceExpirationDateTime: whenManaged(({ base }) =>
    draw(base, salt.compliance) % 3 === 0 ? dateText(tenantDay + 30, second(base)) : "null",
  ),
  createdDateTime: perDevice(registered),
  deviceCategory: whenManaged(someOf(deviceCategories, salt.category, 0.3)),
  deviceId: perDevice(({ population, index }) => `"${guidOf(population.deviceIdSeed, index)}"`),
  deviceMetadata: "null",
  deviceOwnership: whenManaged(({ base }) => pick(deviceOwnerships, base, salt.ownership)),
  deviceVersion: perKind(({ base }) => (draw(base, salt.deviceVersion) % 12 === 0 ? "null" : "2")),
  displayName: perDevice(displayName),
  domainName: "null",
  enrollmentProfileName: whenManaged(someOf(enrollmentProfileNames, salt.enrollmentProfile, 0.2)),
  enrollmentType: whenManaged(({ base, platform }) => pick(platform.enrollments, base, salt.enrollment)),
  externalSourceName: "null",
  isCompliant: perKind(isCompliant),
  isManaged: perKind(isManaged),
  isRooted: whenManaged(({ base }) => (draw(base, salt.rooted) % 400 === 0 ? "true" : "false")),
  managementType: whenManaged(({ base }) => pick(managementTypes, base, salt.management)),
  manufacturer: perKind(({ base, platform }) => pick(platform.hardware, base, salt.hardware)[0]),
  mdmAppId: whenManaged(({ base }) => pick(mdmAppIds, base, salt.mdmApp)),
  model: perKind(({ base, platform }) => pick(platform.hardware, base, salt.hardware)[1]),
  onPremisesLastSyncDateTime: perKind(onPremisesLastSync),
  onPremisesSyncEnabled: perKind(onPremisesSyncEnabled),
  operatingSystem: perKind(({ base, platform }) => pick(platform.operatingSystems, base, salt.system)),
  operatingSystemVersion: perKind(({ base, platform }) => pick(platform.versions, base, salt.version)),
  physicalIds: perDevice(physicalIds),
  profileType: perKind(({ profile }) => profile),
  registrationDateTime: perDevice((sketch) => (sketch.kind.trust === null ? "null" : registered(sketch))),
  sourceType: "null",
  systemLabels: perKind(({ base }) =>
    draw(base, salt.labels) % 15 === 0 ? pick(systemLabelSets, base, salt.labels + 100) : "[]",
  ),
  trustType: perKind(({ trust }) => (trust === null ? "null" : trustTexts[trust])),
  extensionAttributes: perKind(extensionAttributes),
  alternativeSecurityIds: perDevice(alternativeSecurityIds),
  isManagementRestricted: perKind(({ base }) => (draw(base, salt.restricted) % 300 === 0 ? "true" : "null")),
  onPremisesSecurityIdentifier: perDevice(onPremisesSecurityIdentifier),
  hostnames: "[]",
} as const satisfies Record<string, Property>;

export type PropertyName = keyof typeof writers;

export const propertyWriters: Readonly<Record<PropertyName, Property>> = writers;
