// The real server lets in exactly the roles that its own OpenAPI document declares, operation by operation.

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "../../src/core/access.ts";
import { askers, askOverHttp, playAuthorizationMatrix } from "../support/authorization-matrix.ts";
import { listOperations, type OpenapiDocument } from "../support/openapi-operations.ts";
import { makeCredentials, type ServerUnderTest, startTestServer } from "../support/server.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** Every operation, and who may: a new route fails here until somebody has decided who may use it. */
const operationsOf: Readonly<Record<Role | "anyone", readonly string[]>> = {
  anyone: [
    "readHealth",
    "readReadiness",
    "readSession",
    "signIn",
    "signOut",
    "createFirstAdministrator",
    "beginOidcSignIn",
    "finishOidcSignIn",
    "readOpenapi",
  ],
  viewer: [
    "readMetrics",
    "readMe",
    "changeOwnPassword",
    "listConnectors",
    "listClouds",
    "proposeConnectionName",
    "previewSchedule",
    "listConnections",
    "readConnection",
    "readConnectionLog",
    "readTransformMap",
    "listTransformMapVersions",
    "previewTransformMap",
    "readSeverityMap",
    "previewSeverityMap",
    "listRuns",
    "readRun",
    "readRunLog",
    "listRejections",
    "listHeldAssets",
    "countHeldAssets",
    "watchEvents",
    "readAsset",
    "readAssetHistory",
    "listAssetChanges",
    "listSavedQueries",
    "readSavedQuery",
    "createSavedQuery",
    "changeSavedQuery",
    "removeSavedQuery",
    "listRecentQueries",
    "forgetRecentQueries",
    "listInventoryTasks",
    "readInventoryTask",
    "listTags",
    "readTag",
    "previewTag",
    "searchAssets",
    "readAssetNeighbours",
    "readDailyCounts",
    "countAssets",
    "readFacets",
    "exportAssets",
    "checkQuery",
    "completeQuery",
  ],
  operator: [
    "testConnection",
    "createConnection",
    "changeConnection",
    "pauseConnection",
    "resumeConnection",
    "storeNextSecret",
    "changeTransformMap",
    "changeSeverityMap",
    "dropNextSecret",
    "takeOverNextSecret",
    "createTag",
    "changeTag",
    "removeTag",
    "putTagOn",
    "takeTagOff",
    "requestRun",
    "cancelRun",
    "resumeRun",
    "approveRun",
    "dismissRun",
  ],
  administrator: [
    "removeConnection",
    "backUp",
    "restoreBackup",
    "rotateKeys",
    "listUsers",
    "readUser",
    "createUser",
    "changeUser",
    "removeUser",
    "listTokens",
    "createToken",
    "removeToken",
    "listAuditEntries",
  ],
};

test("[SV11] every operation of the server lets in whom it declares, and nobody else", async () => {
  const document = (await server.api.asNobody().get("/api/v1/openapi.json")).body as OpenapiDocument;
  const declared = listOperations(document).map(({ operationId, role }) => `${operationId}: ${role}`);
  const decided = Object.entries(operationsOf).flatMap(([role, ids]) => ids.map((id) => `${id}: ${role}`));
  expect(declared.toSorted()).toEqual(decided.toSorted());
  const cells = await playAuthorizationMatrix({
    document,
    ask: askOverHttp(server.url),
    tokens: await makeCredentials(server),
    examples: { signIn: { body: { email: "nobody@example.com", password: "not the password" } } },
  });
  expect(cells).toHaveLength(listOperations(document).length * askers.length);
  expect(cells.filter(({ expected, found }) => expected !== found)).toEqual([]);
}, 60_000);
