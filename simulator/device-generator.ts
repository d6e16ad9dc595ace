// Device number i of a seed, before any property is written: which kind of device it is, and when it was registered.
//
// A device is of one of some thousand kinds (platform, join, management, hardware and so on). What follows from the
// kind is the same text for every device of that kind, so a renderer writes it once: a million devices are listed
// at the speed of copying text.

import { tenantDay } from "./device-dates.ts";
import { type Platform, platformPicks, type TrustType } from "./device-vocabulary.ts";
import { draw, fraction, mix, pick, spread } from "./random.ts";

/** One device in a thousand has no name: rare, as in the wild, but a tenant of any size worth looking at has some. */
export const defaultNamelessShare = 0.001;
/** Two devices in a thousand live ones lie in the deleted items of a tenant that has just been made. */
export const defaultSoftDeletedShare = 0.002;

export interface GeneratorSettings {
  readonly seed: number;
  /** Devices that are live at first: the indexes from 0. Every device after them has a name. */
  readonly devices: number;
  /** Devices that are soft-deleted at first: the indexes after the live ones. */
  readonly softDeleted: number;
  /** Share of the first devices, from 0 to 1, whose displayName is null or empty. */
  readonly namelessShare: number;
}

export interface Kind {
  readonly number: number;
  /** The number from which the properties of this kind are drawn. */
  readonly base: number;
  readonly platform: Platform;
  readonly trust: TrustType;
  readonly managed: boolean;
  /** JSON text of the profile type. */
  readonly profile: string;
}

/** What all devices of one tenant have in common. */
export interface Population {
  readonly settings: GeneratorSettings;
  readonly deviceIdSeed: number;
  readonly kinds: readonly Kind[];
  /** The kinds that a deletion leaves restorable. */
  readonly restorableKinds: readonly Kind[];
}

/** What the properties of one device depend on; one mutable object is reused for speed. */
export interface Sketch {
  readonly population: Population;
  index: number;
  /** The number from which this device's own properties are drawn. */
  base: number;
  kind: Kind;
  registeredDay: number;
}

const kindCount = 2048;

/** Each property that varies draws from its own number, so that adding one property moves no other. */
export const salt = {
  platform: 1,
  trust: 2,
  managed: 3,
  registered: 4,
  enabled: 5,
  signIn: 6,
  category: 7,
  ownership: 8,
  name: 9,
  enrollmentProfile: 20,
  enrollment: 21,
  compliant: 22,
  rooted: 23,
  management: 24,
  hardware: 25,
  mdmApp: 26,
  synced: 27,
  system: 28,
  version: 29,
  physical: 30,
  profile: 31,
  labels: 32,
  extension: 33,
  security: 34,
  second: 35,
  restricted: 36,
  compliance: 37,
  deviceVersion: 38,
  kind: 39,
} as const;

/** Seeds derived from the tenant's, so that ids, device ids and kinds are independent of each other. */
function deviceIdSeedOf(seed: number): number {
  return mix(seed ^ 0x5bd1e995);
}

function kindsOf(seed: number): Kind[] {
  return Array.from({ length: kindCount }, (_, number) => {
    const base = draw(seed ^ 0x27d4eb2f, number);
    const platform = pick(platformPicks, base, salt.platform);
    const trust = pick(platform.trusts, base, salt.trust);
    const profile = pick(platform.profiles, base, salt.profile);
    return { number, base, platform, trust, profile, managed: fraction(base, salt.managed) < 0.7 };
  });
}

/**
 * Only Entra joined and registered devices are deleted softly; hybrid joined ones, those without a trustType, SecureVM and
 * printers are gone at once (concept-soft-delete-devices). The texts are JSON; trust types are spelt in several ways.
 */
export function isSoftlyDeleted(trustType: string, profileType: string): boolean {
  return /^"(azuread|workplace)"$/i.test(trustType) && !/^"(securevm|printer)"$/i.test(profileType);
}

export function populationOf(settings: GeneratorSettings): Population {
  const kinds = kindsOf(settings.seed);
  const restorableKinds = kinds.filter(({ trust, profile }) => isSoftlyDeleted(`"${trust}"`, profile));
  return { settings, deviceIdSeed: deviceIdSeedOf(settings.seed), kinds, restorableKinds };
}

export function newSketch(population: Population): Sketch {
  const sketch: Sketch = {
    population,
    index: 0,
    base: 0,
    kind: population.kinds[0] as Kind,
    registeredDay: 0,
  };
  drawDevice(sketch, 0);
  return sketch;
}

/** Points the sketch at one device. */
export function drawDevice(sketch: Sketch, index: number): void {
  const { settings, kinds, restorableKinds } = sketch.population;
  const base = spread(settings.seed, index);
  const isDeletedAtFirst = index >= settings.devices && index < settings.devices + settings.softDeleted;
  const choice = isDeletedAtFirst ? restorableKinds : kinds;
  sketch.index = index;
  sketch.base = base;
  sketch.registeredDay = tenantDay - (draw(base, salt.registered) % 2000);
  sketch.kind = choice[draw(base, salt.kind) % choice.length] as Kind;
}
