// A simulated tenant behind the real connector, without sockets: each request is answered by the simulator's own code.

import type { Directory } from "../../simulator/directory.ts";
import { answerGraph } from "../../simulator/graph-host.ts";
import type { Connector } from "../../src/core/connector.ts";
import { entraConnector } from "../../src/entra/connector.ts";
import { selectedProperties } from "../../src/entra/device-record.ts";
import { openEntraSource } from "../../src/entra/entra-source.ts";
import type { HttpAnswer, HttpRequest } from "../../src/graph/http-pool.ts";
import { tokenAnswer } from "./graph-script.ts";

export interface TenantEdit {
  readonly kind:
    | "create"
    | "change"
    | "clear"
    | "unname"
    | "rename"
    | "soft_delete"
    | "delete"
    | "restore"
    | "flap";
  /** Which of the devices that it could be, by number, modulo how many there are. */
  readonly pick: number;
  readonly value: number;
}

/** May answer a Graph request itself, or throw as the network does; undefined leaves it to the simulator. */
export type Interference = (request: HttpRequest) => HttpAnswer | undefined;

export class InProcessTenant {
  readonly directory: Directory;
  /** Small, so that small tenants meet it. */
  readonly retirementGuard = { share: 0.1, minimum: 2 };
  /** Asked before each Graph request. */
  interfere: Interference = () => undefined;

  constructor(directory: Directory) {
    this.directory = directory;
  }

  #answer(request: HttpRequest): HttpAnswer {
    if (request.operation === "token") return tokenAnswer();
    const interfered = this.interfere(request);
    if (interfered !== undefined) return interfered;
    const { method, origin, path, headers, body } = request;
    const url = new URL(`${origin}${path}`);
    const answer = answerGraph(this.directory, { method, url, headers, body: body ?? "" });
    return { status: answer.status, headers: new Map(Object.entries(answer.headers)), text: answer.body };
  }

  connector(): Connector {
    const exchange = async (request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> => {
      signal.throwIfAborted();
      return this.#answer(request);
    };
    return { ...entraConnector, openSource: (options) => openEntraSource(options, { exchange }) };
  }

  edit({ kind, pick, value }: TenantEdit): void {
    const { directory } = this;
    const numbers = Array.from({ length: directory.size }, (_, index) => index);
    const wanted = kind === "restore" ? "changed" : "live";
    const possible = numbers.filter((index) => directory.log.standing(index) === wanted);
    const index = possible[pick % possible.length];
    if (kind === "create") directory.create();
    if (kind === "create" || index === undefined) return;
    const id = directory.idOf(index);
    const attribute = `extensionAttribute${1 + (value % 15)}`;
    if (kind === "change")
      directory.set(id, { model: `Model ${value}`, extensionAttributes: { [attribute]: "x" } });
    if (kind === "clear") directory.clear(id, ["model", "trustType"]);
    if (kind === "unname") directory.set(id, { displayName: value % 2 === 0 ? null : "" });
    if (kind === "rename") directory.set(id, { displayName: `PC ${value}` });
    if (kind === "soft_delete") directory.removeSoft(id);
    // Deleted and, where that can be undone, restored at once.
    if (kind === "flap" && directory.removeSoft(id) === "changed") directory.restore(id);
    if (kind === "delete") directory.removeHard(id);
    if (kind === "restore") directory.restore(id);
  }

  /** Each live device as the connector's list shows it, by id. */
  truth(): ReadonlyMap<string, { readonly [property: string]: unknown }> {
    const devices = [...this.directory.liveDevices(selectedProperties)].map(
      (text) => JSON.parse(text) as { readonly id: string },
    );
    return new Map(devices.map((device) => [device.id, device]));
  }
}
