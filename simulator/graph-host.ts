// The Graph host: which operation a request is, and its answer.

import { answerBatch } from "./batch.ts";
import { listDeletedDevices } from "./deleted-devices.ts";
import { deltaDevices } from "./delta-devices.ts";
import type { Directory } from "./directory.ts";
import { type DeviceKey, getDevice } from "./get-device.ts";
import { GraphRefusal, graphError } from "./graph-error.ts";
import type { GraphAnswer, GraphRequest } from "./graph-request.ts";
import { countDevices, listDevices } from "./list-devices.ts";

type Route =
  | { readonly operation: "list" | "count" | "delta" | "batch"; readonly version: "v1.0" | "beta" }
  | { readonly operation: "get"; readonly key: DeviceKey };

type Operation = Route["operation"];

const deltaPath = /^\/v1\.0\/devices\/(microsoft\.graph\.)?delta(\(\))?$/;
const keyPath = /^\/v1\.0\/devices(?:\/([^/]+)|\((?:(deviceId|id)=)?'([^']*)'\))$/;

function decodePath(path: string): string | null {
  try {
    return decodeURIComponent(path).replace(/(.)\/$/, "$1");
  } catch {
    return null;
  }
}

function routeOf(encodedPath: string): Route | null {
  const path = decodePath(encodedPath);
  if (path === null) return null;
  if (path === "/v1.0/devices") return { operation: "list", version: "v1.0" };
  if (path === "/v1.0/devices/$count") return { operation: "count", version: "v1.0" };
  if (path === "/beta/directory/deletedItems/microsoft.graph.device")
    return { operation: "list", version: "beta" };
  if (path === "/v1.0/$batch") return { operation: "batch", version: "v1.0" };
  if (path === "/beta/$batch") return { operation: "batch", version: "beta" };
  if (deltaPath.test(path)) return { operation: "delta", version: "v1.0" };
  const key = keyPath.exec(path);
  if (key === null) return null;
  const [, segment, name, quoted] = key;
  return {
    operation: "get",
    key: { name: name === "deviceId" ? "deviceId" : "id", value: segment ?? quoted ?? "" },
  };
}

/** Which operation a path is, or null where there is none. */
export function operationOf(path: string): Operation | null {
  return routeOf(path)?.operation ?? null;
}

/** A refusal that became the answer it stands for. */
function refusalAnswer(directory: Directory, request: GraphRequest, refusal: GraphRefusal): GraphAnswer {
  return graphError(refusal.status, refusal.code, refusal.message, {
    clientRequestId: request.headers["client-request-id"],
    atMs: directory.clock(),
    headers: refusal.headers,
  });
}

function answerRoute(directory: Directory, request: GraphRequest, isInner: boolean): GraphAnswer {
  const route = routeOf(request.url.pathname);
  // A batch in a batch is nothing that the service knows.
  if (route === null || (isInner && route.operation === "batch"))
    throw new GraphRefusal(404, "Request_ResourceNotFound", "Resource not found for the segment.");
  if (request.method !== (route.operation === "batch" ? "POST" : "GET"))
    // The body that json-batching prints for a 405.
    throw new GraphRefusal(
      405,
      "Request_BadRequest",
      "Specified HTTP method is not allowed for the request target.",
    );
  switch (route.operation) {
    case "list":
      return route.version === "beta"
        ? listDeletedDevices(directory, request)
        : listDevices(directory, request);
    case "count":
      return countDevices(directory, request);
    case "delta":
      return deltaDevices(directory, request);
    case "get":
      return getDevice(directory, request, route.key);
    case "batch":
      return answerBatch(request, (inner) => answerOne(directory, inner, true));
  }
}

function answerOne(directory: Directory, request: GraphRequest, isInner: boolean): GraphAnswer {
  try {
    return answerRoute(directory, request, isInner);
  } catch (error) {
    if (error instanceof GraphRefusal) return refusalAnswer(directory, request, error);
    throw error;
  }
}

/** Every request; the caller has seen to the token and the permission. The body of each answer is a string. */
export function answerGraph(directory: Directory, request: GraphRequest): GraphAnswer {
  return answerOne(directory, request, false);
}
