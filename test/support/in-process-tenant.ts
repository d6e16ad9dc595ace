// A simulated tenant behind the real connector, without sockets: each request is answered by the simulator's own code.

import { answerBatch } from "../../simulator/batch.ts";
import type { Directory } from "../../simulator/directory.ts";
import { answerGraph } from "../../simulator/graph-host.ts";
import type { Connector } from "../../src/core/connector.ts";
import { entraConnector } from "../../src/entra/connector.ts";
import { selectedProperties } from "../../src/entra/device-record.ts";
import { openEntraSource } from "../../src/entra/entra-source.ts";
import type { HttpAnswer, HttpRequest } from "../../src/graph/http-pool.ts";
import { tokenAnswer } from "./graph-script.ts";

export interface TenantEdit {
  readonly kind: "create" | "change" | "clear" | "unname" | "rename" | "soft_delete" | "delete" | "restore";
  /** Which of the devices that it could be, by number, modulo how many there are. */
  readonly pick: number;
  readonly value: number;
}

/** May answer a Graph request itself, or throw as the network does; undefined leaves it to the simulator. */
export type Interference = (request: HttpRequest) => HttpAnswer | undefined;

export class InProcessTenant {
  readonly directory: Directory;
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
    const answer =
      method === "POST"
        ? answerBatch(this.directory, origin, body ?? "")
        : answerGraph(this.directory, { url, consistencyLevel: headers.consistencylevel });
    if (typeof answer.body !== "string") throw new TypeError("A Graph answer is one text.");
    return { status: answer.status, headers: new Map(Object.entries(answer.headers)), text: answer.body };
  }

  connector(): Connector {
    const exchange = async (request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> => {
      signal.throwIfAborted();
      return this.#answer(request);
    };
    return { ...entraConnector, openSource: (options) => openEntraSource(options, { exchange }) };
  }

  /** Makes links given so far expire; those given from now on work. */
  expire(_what: "delta-links" | "page-links"): void {
    if (this.directory.size === 0) return;
    this.directory.changes.push(0);
    this.directory.oldestLink = this.directory.changes.length;
  }

  edit({ kind, pick, value }: TenantEdit): void {
    const { directory } = this;
    const numbers = Array.from({ length: directory.size }, (_, index) => index);
    const isWanted = (index: number): boolean =>
      kind === "restore" ? directory.removal(index) === "changed" : directory.removal(index) === undefined;
    const possible = numbers.filter(isWanted);
    const index = possible[pick % possible.length];
    if (kind === "create") directory.add();
    if (kind === "create" || index === undefined) return;
    if (kind === "change") directory.set(index, "model", `Model ${value}`);
    if (kind === "clear") directory.set(index, "model", null);
    if (kind === "unname") directory.set(index, "displayName", value % 2 === 0 ? null : "");
    if (kind === "rename") directory.set(index, "displayName", `PC ${value}`);
    if (kind === "soft_delete") directory.remove(index, "changed");
    if (kind === "delete") directory.remove(index, "deleted");
    if (kind === "restore") directory.restore(index);
  }

  /** Each live device as the connector's list shows it, by id. */
  truth(): ReadonlyMap<string, { readonly [property: string]: unknown }> {
    const url = new URL("https://graph.microsoft.com/v1.0/devices");
    const select = selectedProperties.join(",");
    const truth = new Map<string, { readonly [property: string]: unknown }>();
    let next: string | undefined = `${url}?$top=999&$select=${select}`;
    while (next !== undefined) {
      const request = { url: new URL(next), consistencyLevel: undefined };
      const page = JSON.parse(String(answerGraph(this.directory, request).body)) as {
        readonly value: readonly { readonly id: string }[];
        readonly "@odata.nextLink"?: string;
      };
      for (const device of page.value) truth.set(device.id, device);
      next = page["@odata.nextLink"];
    }
    return truth;
  }
}
