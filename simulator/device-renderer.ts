// Devices as JSON text: a selection of properties is compiled once, and then written for any number of devices.

import { drawDevice, type Kind, newSketch, type Population, type Sketch } from "./device-generator.ts";
import { defaultProperties, isUnset, type Overlay, propertyNames } from "./device-properties.ts";
import { type Property, type PropertyName, propertyWriters } from "./device-writers.ts";

/** A delta answer leaves out what was never set; a list shows it as null. */
export type Representation = "with-nulls" | "without-never-set";

export interface Renderer {
  /** JSON text of one device; `only` leaves just the properties named there, and the id. */
  render(
    index: number,
    overlay: Overlay | undefined,
    representation: Representation,
    only?: ReadonlySet<string>,
  ): string;
  /** JSON text of one property, selected or not; `null` where no device has one of that name. */
  value(index: number, overlay: Overlay | undefined, name: string): string;
}

interface Field {
  readonly name: string;
  /** `,"name":`, the id being the first and carrying a brace instead. */
  readonly key: string;
  readonly property: Property;
}

/** The texts before each property that is drawn per device, and the text after the last one. */
interface KindTemplate {
  readonly prefixes: readonly string[];
  readonly end: string;
}

type DeviceWriter = (sketch: Sketch) => string;

function valueText(property: Property, sketch: Sketch): string {
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

/** Properties that only some devices have: shown when they are set, and when they are asked for or nothing is selected. */
function dynamicNames(overlay: Overlay | undefined, selected: ReadonlySet<string> | null): string[] {
  if (overlay === undefined) return [];
  return [...overlay.keys()].filter(
    (name) => !Object.hasOwn(propertyWriters, name) && (selected === null || selected.has(name)),
  );
}

function fieldsOf(selected: ReadonlySet<string> | null): Field[] {
  const shown = new Set<string>(selected ?? defaultProperties);
  return propertyNames
    .filter((name) => name === "id" || shown.has(name))
    .map((name) => ({
      name,
      key: `${name === "id" ? "{" : ","}"${name}":`,
      property: propertyWriters[name as PropertyName],
    }));
}

/** The id always comes, selected or not; without a selection (null) a device shows what it shows by default. */
export function compileRenderer(population: Population, selected: ReadonlySet<string> | null): Renderer {
  const fields = fieldsOf(selected);
  const sketch = newSketch(population);
  const renderFast = fastRendering(fields);
  const renderExactly = (
    overlay: Overlay | undefined,
    omitsUnset: boolean,
    only: ReadonlySet<string> | undefined,
  ): string => {
    let text = "";
    for (const { name, key, property } of fields) {
      if (only !== undefined && name !== "id" && !only.has(name)) continue;
      const replaced = overlay?.get(name);
      const written = replaced ?? valueText(property, sketch);
      if (!(omitsUnset && replaced === undefined && isUnset(written))) text += key + written;
    }
    for (const name of dynamicNames(overlay, selected))
      if (only === undefined || only.has(name)) text += `,${JSON.stringify(name)}:${overlay?.get(name)}`;
    return `${text}}`;
  };
  return {
    render: (index, overlay, representation, only) => {
      drawDevice(sketch, index);
      return overlay === undefined && only === undefined && representation === "with-nulls"
        ? renderFast(sketch)
        : renderExactly(overlay, representation === "without-never-set", only);
    },
    value: (index, overlay, name) => {
      drawDevice(sketch, index);
      const property = Object.hasOwn(propertyWriters, name) ? propertyWriters[name as PropertyName] : "null";
      return overlay?.get(name) ?? valueText(property, sketch);
    },
  };
}
