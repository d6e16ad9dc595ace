// One device by either of its ids, and one that is not there.

import { expect, test } from "vitest";
import { Directory } from "./directory.ts";
import { operationOf } from "./graph-host.ts";
import { ask, askPage, askRefusal, idsOf, truthOf } from "./test-client.ts";

const directory = new Directory({
  devices: 50,
  seed: 41,
  softDeletedShare: 0.2,
  clock: () => Date.UTC(2027, 0, 2),
});
const [first, second] = truthOf(directory);
const read = (path: string): unknown => {
  const answer = ask(directory, path);
  expect(answer.status).toBe(200);
  return JSON.parse(answer.body);
};

test("a device is found by its id in any case, by key, and by its deviceId", () => {
  const expected = { "@odata.context": "https://graph.example/v1.0/$metadata#devices/$entity", ...first };
  expect(read(`/devices/${first?.id}`)).toEqual(expected);
  expect(read(`/devices/${first?.id.toUpperCase()}`)).toEqual(expected);
  expect(read(`/devices('${first?.id}')`)).toEqual(expected);
  expect(read(`/devices(deviceId='${first?.deviceId}')`)).toEqual(expected);
  expect(read(`/devices(deviceId=%27${first?.deviceId}%27)`)).toEqual(expected);
});

test("a deviceId that was set is found by the new one alone", () => {
  const deviceId = "11111111-2222-4333-8444-555555555555";
  directory.set(second?.id ?? "", { deviceId });
  expect(read(`/devices(deviceId='${deviceId}')`)).toMatchObject({ id: second?.id });
  expect(askRefusal(directory, `/devices(deviceId='${second?.deviceId}')`)).toMatchObject({ status: 404 });
});

test("a selection is named in the context", () => {
  expect(read(`/devices/${first?.id}?$select=id,extensionAttributes`)).toEqual({
    "@odata.context": "https://graph.example/v1.0/$metadata#devices(id,extensionAttributes)/$entity",
    id: first?.id,
    extensionAttributes: first?.extensionAttributes,
  });
  expect(askRefusal(directory, `/devices/${first?.id}?$select=nothing`)).toMatchObject({ status: 400 });
  expect(askRefusal(directory, `/devices/${first?.id}?$top=1`)).toMatchObject({ status: 400 });
  expect(askRefusal(directory, `/devices/${first?.id}?$expand=memberOf`)).toMatchObject({ status: 501 });
});

test("what is removed, soft or hard, or never was is not found", () => {
  const changing = new Directory({ devices: 2, seed: 42 });
  const soft = changing.create({ trustType: "AzureAd", profileType: null });
  const hard = changing.create();
  expect(changing.removeSoft(soft)).toBe("changed");
  changing.removeHard(hard);
  for (const id of [soft, hard, first?.id, "nobody"])
    expect(askRefusal(changing, `/devices/${id}`)).toMatchObject({
      status: 404,
      code: "Request_ResourceNotFound",
      message: `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    });
});

test("the deleted items list what is soft-deleted, by page, with the date", () => {
  const id = directory.create({ trustType: "Workplace", profileType: null, displayName: "gone" });
  directory.removeSoft(id);
  const path = "https://graph.example/beta/directory/deletedItems/microsoft.graph.device";
  const seen = [];
  for (let link: string | undefined = `${path}?$top=4&$select=id,displayName,deletedDateTime`; link; ) {
    const page = askPage(directory, link);
    expect(page.value.length).toBeLessThanOrEqual(4);
    seen.push(...page.value);
    link = page["@odata.nextLink"];
  }
  expect(idsOf(seen)).toEqual(directory.softDeleted().map((index) => directory.idOf(index)));
  expect(seen).toHaveLength(11);
  expect(seen.at(-1)).toEqual({ id, displayName: "gone", deletedDateTime: "2027-01-02T00:00:00Z" });
  for (const { deletedDateTime } of seen) expect(deletedDateTime).toMatch(/^20\d\d-\d\d-\d\dT[\d:]{8}Z$/);
  const { "@odata.nextLink": link = "" } = askPage(directory, "/devices?$top=5");
  const foreign = `${path}?$skiptoken=${new URL(link).searchParams.get("$skiptoken")}`;
  expect(askRefusal(directory, foreign)).toMatchObject({ status: 400, code: "Request_BadRequest" });
});

test("an error body repeats the caller's id, tells the time of the tenant, and has an id of its own", () => {
  const headers = { "client-request-id": "mine" };
  const refused = askRefusal(directory, "/devices/nobody", { headers });
  expect(refused.innerError).toMatchObject({ date: "2027-01-02T00:00:00", "client-request-id": "mine" });
  expect(refused.headers["request-id"]).toBe(refused.innerError["request-id"]);
  const { innerError } = askRefusal(directory, "/devices/nobody");
  expect(innerError["client-request-id"]).toBe(innerError["request-id"]);
  expect(innerError["request-id"]).not.toBe(refused.innerError["request-id"]);
});

test.each([
  ["POST", "/devices"],
  ["PATCH", "/devices/x"],
  ["DELETE", "/devices/x"],
  ["POST", "/devices/delta"],
  ["GET", "/$batch"],
])("%s %s is not allowed", (method, path) => {
  expect(askRefusal(directory, path, { method })).toMatchObject({
    status: 405,
    code: "Request_BadRequest",
    message: "Specified HTTP method is not allowed for the request target.",
  });
});

test.each(["/users", "/devices/a/registeredOwners", "/devices/a/b/c", "/%", "/devicesx"])(
  "there is no %s",
  (path) => {
    expect(askRefusal(directory, path)).toMatchObject({ status: 404, code: "Request_ResourceNotFound" });
  },
);

test.each([
  ["/v1.0/devices", "list"],
  ["/v1.0/devices/", "list"],
  ["/beta/directory/deletedItems/microsoft.graph.device", "list"],
  ["/v1.0/devices/$count", "count"],
  ["/v1.0/devices/delta", "delta"],
  ["/v1.0/devices/delta()", "delta"],
  ["/v1.0/devices/microsoft.graph.delta", "delta"],
  ["/v1.0/devices/microsoft.graph.delta()", "delta"],
  ["/v1.0/devices/1", "get"],
  ["/v1.0/devices(deviceId='1')", "get"],
  ["/v1.0/$batch", "batch"],
  ["/v1.0/%24batch", "batch"],
  ["/beta/devices", null],
  ["/v1.0", null],
  ["/", null],
])("%s is the operation %s", (path, operation) => {
  expect(operationOf(path)).toBe(operation);
});
