// Backup, restore and key rotation, while the server serves.

import { createWriteStream } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { toMoment } from "../../contract/time.ts";
import type { Clock } from "../../core/clock.ts";
import { RollcallError } from "../../core/error.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import type { Maintenance } from "../maintenance.ts";

const tags = ["maintenance"];
const bytes = "application/octet-stream";
/** A database of a million devices has a few; beyond this something is wrong. */
const largestBackupBytes = 2 ** 40;

/** Its name is gone at once, so that nothing stays behind however the sending ends: the bytes go with the handle. */
async function openPassing(file: string): Promise<FileHandle> {
  try {
    return await open(file);
  } finally {
    await rm(file, { force: true });
  }
}

function addBackup(api: App, { backUp }: Maintenance): void {
  api.get(
    "/backup",
    {
      // The other way to ask for it would make a backup only to throw it away.
      exposeHeadRoute: false,
      // It changes nothing, and yet everything leaves with it.
      config: {
        role: "administrator",
        isForOwnPages: true,
        audit: { done: "backup.taken", refused: "backup.refused" },
      },
      schema: {
        operationId: "backUp",
        summary: "Answers the whole database as of one moment; the master key is not in it",
        tags,
        response: { 200: { description: "The database.", content: { [bytes]: { schema: z.string() } } } },
      },
    },
    async (_request, reply) => {
      const handle = await openPassing(await backUp());
      const { size } = await handle.stat();
      const stream = handle.createReadStream();
      reply.header("Content-Type", bytes).header("Content-Length", size);
      reply.header("Content-Disposition", 'attachment; filename="rollcall-backup.sqlite"');
      // The schema describes the bytes, and the reply sends them as they are.
      return (reply as FastifyReply).send(stream);
    },
  );
}

/** Throws `backup.upload_broken` where the client leaves, and `backup.not_restored` where the bytes cannot be kept. */
async function receive(body: Readable, file: string): Promise<void> {
  try {
    await pipeline(body, createWriteStream(file, { mode: 0o600, flags: "wx" }));
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ECONNRESET")
      throw new RollcallError("backup.upload_broken", "The upload broke off before its end.", { cause });
    throw new RollcallError("backup.not_restored", "The upload could not be kept.", { cause });
  }
}

function addRestore(api: App, { stagingFile, restore }: Maintenance, clock: Clock): void {
  // Bytes alone are read here: a body of JSON is refused as what it is.
  api.removeAllContentTypeParsers();
  api.addContentTypeParser(bytes, async (_request: unknown, payload: Readable) => payload);
  api.put(
    "/backup",
    {
      bodyLimit: largestBackupBytes,
      config: {
        role: "administrator",
        audit: { done: "backup.restored", refused: "backup.restore_refused" },
      },
      schema: {
        operationId: "restoreBackup",
        summary: "Serves the database of a backup from now on; the one before stays beside it",
        description: "The body is the backup itself, as `application/octet-stream`.",
        tags,
        response: {
          200: z.object({ restoredAt: z.string(), previous: z.string() }).meta({ id: "Restoration" }),
        },
      },
    },
    async ({ body }) => {
      if (!(body instanceof Readable))
        throw new RollcallError("request.malformed", `The body must be the backup itself, as ${bytes}.`);
      const file = stagingFile();
      try {
        await receive(body, file);
        const previous = await restore(file);
        return { restoredAt: toMoment(clock.now()), previous };
      } finally {
        await rm(file, { force: true });
      }
    },
  );
}

function addRotation(api: App, { rotateKeys }: Maintenance): void {
  api.post(
    "/master-keys/rotation",
    {
      config: {
        role: "administrator",
        audit: { done: "master_key.rotated", refused: "master_key.rotation_refused" },
      },
      schema: {
        operationId: "rotateKeys",
        summary:
          "Makes a new master key, unless the environment has it, and seals every stored secret with it",
        tags,
        response: { 200: z.object({ reencrypted: z.int() }).meta({ id: "KeyRotation" }) },
      },
    },
    async () => ({ reencrypted: await rotateKeys() }),
  );
}

export function maintenanceRoutes(maintenance: Maintenance, clock: Clock): ApiRoutes {
  return (api) => {
    addBackup(api, maintenance);
    addRotation(api, maintenance);
    // The reader of bytes is this part's own: everywhere else only JSON is read.
    api.register(async (scope) => addRestore(scope as unknown as App, maintenance, clock));
  };
}
