// The properties of a device by name: which are shown when, and how a selection of them becomes JSON text.

import { drawDevice, type GeneratorSettings, type Kind, newSketch, type Sketch } from "./device-generator.ts";
import {
  noExtensionAttributes,
  type Property,
  type PropertyName,
  propertyWriters,
} from "./device-writers.ts";

/** Property values that differ from the generated ones, as JSON text. */
export type Overlay = ReadonlyMap<PropertyName, string>;

export const propertyNames = Object.keys(propertyWriters) as readonly PropertyName[];

/** "Returned only on $select" (device resource type); `hostnames` is filterable but was never seen on the wire. */
const onlyOnSelect: ReadonlySet<PropertyName> = new Set([
  "isManagementRestricted",
  "onPremisesSecurityIdentifier",
  "hostnames",
]);

export const defaultProperties = propertyNames.filter((name) => !onlyOnSelect.has(name));

export function isPropertyName(name: string): name is PropertyName {
  return Object.hasOwn(propertyWriters, name);
}

/** A delta answer leaves out what was never set; a list shows it as null. */
export type Representation = "with-nulls" | "without-never-set";

export interface Renderer {
  readonly names: readonly PropertyName[];
  /** JSON text of one device. */
  render(index: number, overlay: Overlay | undefined, representation: Representation): string;
}

interface Field {
  readonly name: PropertyName;
  /** `,"name":`, the id being the first and carrying a brace instead. */
  readonly key: string;
  readonly property: Property;
}

/** The texts before each property that is drawn per device, and the text after the last one. */
interface KindTemplate {
  readonly prefixes: readonly string[];
  readonly end: string;
}

export function valueText(property: Property, sketch: Sketch): string {
  if (typeof property === "string") return property;
  return property.per === "kind" ? property.write(sketch.kind) : property.write(sketch);
}

function templateOf(fields: readonly Field[], kind: Kind): KindTemplate {
  const prefixes: string[] = [];
  let pending = "";
  for (const { key, property } of fields) {
    pending += key;
    if (typeof property === "string") pending += property;
    else if (property.per === "kind") pending += property.write(kind);
    else {
      prefixes.push(pending);
      pending = "";
    }
  }
  return { prefixes, end: `${pending}}` };
}

function isUnset(text: string): boolean {
  return text === "null" || text === "[]" || text === noExtensionAttributes;
}

type DeviceWriter = (sketch: Sketch) => string;

function deviceWriters(fields: readonly Field[]): DeviceWriter[] {
  return fields.flatMap(({ property }) =>
    typeof property !== "string" && property.per === "device" ? [property.write] : [],
  );
}

function fastRendering(fields: readonly Field[]): DeviceWriter {
  const writers = deviceWriters(fields);
  const templates: (KindTemplate | undefined)[] = [];
  return (sketch) => {
    const number = sketch.kind.number;
    templates[number] ??= templateOf(fields, sketch.kind);
    const { prefixes, end } = templates[number];
    let text = "";
    for (let position = 0; position < writers.length; position += 1) {
      text += (prefixes[position] as string) + (writers[position] as DeviceWriter)(sketch);
    }
    return text + end;
  };
}

function renderExactly(
  fields: readonly Field[],
  sketch: Sketch,
  overlay: Overlay | undefined,
  omitUnset: boolean,
): string {
  let text = "";
  for (const { name, key, property } of fields) {
    const replaced = overlay?.get(name);
    const written = replaced ?? valueText(property, sketch);
    if (omitUnset && replaced === undefined && isUnset(written)) continue;
    text += key + written;
  }
  return `${text}}`;
}

/** The id always comes, selected or not. */
export function compileRenderer(settings: GeneratorSettings, selected: readonly PropertyName[]): Renderer {
  const chosen = new Set(selected);
  const names = propertyNames.filter((name) => name === "id" || chosen.has(name));
  const fields = names.map((name) => ({
    name,
    key: `${name === "id" ? "{" : ","}"${name}":`,
    property: propertyWriters[name],
  }));
  const sketch = newSketch(settings);
  const renderFast = fastRendering(fields);
  return {
    names,
    render: (index, overlay, representation) => {
      drawDevice(sketch, index);
      return overlay === undefined && representation === "with-nulls"
        ? renderFast(sketch)
        : renderExactly(fields, sketch, overlay, representation === "without-never-set");
    },
  };
}
