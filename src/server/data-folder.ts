// The folder in which the server keeps what is its own, for one process at a time.

import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { RollcallError } from "../core/error.ts";
import { holdFile } from "../storage/sqlite/hold-file.ts";

export interface DataFolder {
  readonly localAccessFile: string;
}

/** It is one process's alone, with the embedded database in it. */
export interface HeldDataFolder extends DataFolder, Disposable {
  readonly databaseFile: string;
  /** Signs the cookies of sessions; stays the same from start to start. */
  readonly sessionSecret: string;
  /** A path for a file that is gone when its work is done. */
  passingFile(name: string): string;
}

/** Text of which only the owner knows; made where it is missing. */
function readOrMakeSecret(file: string): string {
  if (!existsSync(file))
    writeFileSync(file, randomBytes(48).toString("base64url"), { mode: 0o600, flag: "wx" });
  if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0)
    throw new RollcallError("data_folder.exposed", `Others may read ${file}; set its mode to 0600.`);
  return readFileSync(file, "utf8").trim();
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
    const message = `The data folder ${path} cannot be made, or not be written in${code}.`;
    throw new RollcallError("data_folder.unusable", message, { cause });
  }
}

/** Who made the folder may have let others into it; SQLite gives the files beside a database the database's own mode. */
function keepFromOthers(file: string): void {
  if (process.platform === "win32") return;
  closeSync(openSync(file, "a", 0o600));
  for (const path of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(path)) chmodSync(path, 0o600);
}

const localAccessFile = (path: string): string => join(path, "local-access.json");

/** For a process whose database is elsewhere. Makes the folder where it is missing; throws `data_folder.unusable`. */
export function openSharedDataFolder(path: string): DataFolder {
  makeFolder(path);
  return { localAccessFile: localAccessFile(path) };
}

/**
 * Makes the folder where it is missing. Throws `data_folder.unusable`, `data_folder.in_use` while another server has it, and
 * `data_folder.exposed` where others may read what they must not.
 */
export function openDataFolder(path: string): HeldDataFolder {
  makeFolder(path);
  const lock = join(path, "server.lock");
  keepFromOthers(lock);
  const hold = holdFile(lock);
  if (hold === null)
    throw new RollcallError("data_folder.in_use", `Another server is at work in ${path}; stop it first.`);
  const databaseFile = join(path, "rollcall.sqlite");
  keepFromOthers(databaseFile);
  const passing = join(path, "passing");
  // What a process that was killed left there is of no use to anybody, and may be a whole database.
  rmSync(passing, { recursive: true, force: true });
  mkdirSync(passing, { recursive: true, mode: 0o700 });
  if (process.platform !== "win32") chmodSync(passing, 0o700);
  return {
    databaseFile,
    localAccessFile: localAccessFile(path),
    sessionSecret: readOrMakeSecret(join(path, "session-key")),
    passingFile: (name) => join(passing, `${randomBytes(8).toString("hex")}-${name}`),
    [Symbol.dispose]: () => hold(),
  };
}
