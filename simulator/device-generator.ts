// Device number i of a seed, before any property is written: which kind of device it is, and when it was registered.
//
// A device is of one of some thousand kinds (platform, join, management, hardware and so on). What follows from the
// kind is the same text for every device of that kind, so a renderer writes it once: a million devices are listed
// at the speed of copying text.

import { tenantDay } from "./device-dates.ts";
import { type Platform, platformPicks, type TrustType } from "./device-vocabulary.ts";
import { draw, fraction, mix, pick, spread } from "./random.ts";

export interface GeneratorSettings {
  readonly seed: number;
  /** Share of devices, from 0 to 1, whose displayName is null or empty. */
  readonly namelessShare: number;
  /** From this index on every device has a name: what a random change adds can be counted by name. */
  readonly namedFrom: number;
}

export interface Kind {
  readonly number: number;
  /** The number from which the properties of this kind are drawn. */
  readonly base: number;
  readonly platform: Platform;
  readonly trust: TrustType;
  readonly managed: boolean;
}

/** What the properties of one device depend on; one mutable object is reused for speed. */
export interface Sketch {
  readonly settings: GeneratorSettings;
  readonly deviceIdSeed: number;
  readonly kinds: readonly Kind[];
  index: number;
  /** The number from which this device's own properties are drawn. */
  base: number;
  kind: Kind;
  registeredDay: number;
}

export const kindCount = 2048;

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
export function deviceIdSeedOf(seed: number): number {
  return mix(seed ^ 0x5bd1e995);
}

function kindsOf(seed: number): Kind[] {
  return Array.from({ length: kindCount }, (_, number) => {
    const base = draw(seed ^ 0x27d4eb2f, number);
    const platform = pick(platformPicks, base, salt.platform);
    const trust = pick(platform.trusts, base, salt.trust);
    return { number, base, platform, trust, managed: fraction(base, salt.managed) < 0.7 };
  });
}

export function newSketch(settings: GeneratorSettings): Sketch {
  const kinds = kindsOf(settings.seed);
  const sketch: Sketch = {
    settings,
    deviceIdSeed: deviceIdSeedOf(settings.seed),
    kinds,
    index: 0,
    base: 0,
    kind: kinds[0] as Kind,
    registeredDay: 0,
  };
  drawDevice(sketch, 0);
  return sketch;
}

/** Points the sketch at one device. */
export function drawDevice(sketch: Sketch, index: number): void {
  const base = spread(sketch.settings.seed, index);
  sketch.index = index;
  sketch.base = base;
  sketch.registeredDay = tenantDay - (draw(base, salt.registered) % 2000);
  sketch.kind = sketch.kinds[draw(base, salt.kind) % kindCount] as Kind;
}
