// The one place where the hosts meet the directory: how it is made, and how it answers Graph and control requests.

import type { Answer } from "./answer.ts";
import { answerBatch } from "./batch.ts";
import { answerControl } from "./control.ts";
import { Directory } from "./directory.ts";
import { answerGraph, operationOf } from "./graph-host.ts";
import type { HostRequest } from "./http-server.ts";

export interface DirectoryOptions {
  readonly devices: number;
  readonly seed: number;
  readonly namelessShare?: number | undefined;
}

const usualNamelessShare = 0.001;

export function createDirectory({ devices, seed, namelessShare }: DirectoryOptions): Directory {
  return new Directory(devices, seed, namelessShare ?? usualNamelessShare);
}

export function answerDirectory(directory: Directory, { url, headers, body }: HostRequest): Answer {
  if (operationOf(url.pathname) === "batch") return answerBatch(directory, url.origin, body);
  return answerGraph(directory, { url, consistencyLevel: headers.consistencylevel });
}

export interface DirectoryControl {
  readonly method: string;
  readonly action: string;
  readonly url: URL;
  readonly body: string;
}

export function answerDirectoryControl(directory: Directory, { action, body }: DirectoryControl): Answer {
  return answerControl(directory, action, body);
}

/** Gives every so many devices one of the names, in order. */
export function nameDevices(directory: Directory, names: readonly string[], every: number): void {
  for (const [place, name] of names.entries()) directory.set(place * every, "displayName", name);
}
