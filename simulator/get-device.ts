// `GET /v1.0/devices/{id}` and `/v1.0/devices(deviceId='{id}')`: one device.

import type { Directory } from "./directory.ts";
import { GraphRefusal } from "./graph-error.ts";
import { deviceAnswer } from "./graph-page.ts";
import { type GraphAnswer, type GraphRequest, isEventual } from "./graph-request.ts";
import { readOptions, readSelect } from "./query-options.ts";

export interface DeviceKey {
  readonly name: "id" | "deviceId";
  readonly value: string;
}

/** Soft-deleted devices are hidden from normal queries: they are as little there as the others (concept-soft-delete-devices). */
export function getDevice(directory: Directory, request: GraphRequest, key: DeviceKey): GraphAnswer {
  const options = readOptions(request.url, ["$select"], isEventual(request));
  const selected = readSelect(directory, options);
  const index = key.name === "id" ? directory.indexOf(key.value) : directory.indexOfDeviceId(key.value);
  if (index === undefined || !directory.isLive(index))
    throw new GraphRefusal(
      404,
      "Request_ResourceNotFound",
      `Resource '${key.value}' does not exist or one of its queried reference-property objects are not present.`,
    );
  const text = directory.renderer(selected).render(index, directory.overlay(index), "with-nulls");
  return deviceAnswer(request.url.origin, selected, text);
}
