// What is sent of a connection that is being entered, and which refusals still hold.

import { expect, test } from "vitest";
import { ApiProblem } from "../../api/problem.ts";
import { bodyOfDraft, draftErrors, newDraft, refusalOf, standingErrors } from "./draft.ts";

const draft = newDraft(new Date(2026, 10, 25));

const refused = (code: string, errors: { field: string; code: string; reason: string }[]) =>
  new ApiProblem({ type: "", title: "", status: 409, detail: "The name is taken.", code, errors });

test("the proposed name is sent until another is typed, and none where it was emptied", () => {
  expect(bodyOfDraft(draft, "Proposed").name).toBe("Proposed");
  expect(bodyOfDraft({ ...draft, name: " Mine " }, "Proposed").name).toBe("Mine");
  expect(bodyOfDraft({ ...draft, name: " " }, "Proposed")).not.toHaveProperty("name");
});

test("a refusal holds until its own field is another", () => {
  const error = refused("request.invalid", [
    { field: "body.settings.tenantId", code: "x", reason: "No tenant." },
    { field: "body.schedule.timeZone", code: "x", reason: "No zone." },
  ]);
  const refusal = refusalOf(error, bodyOfDraft(draft, "Proposed"));
  const changed = { ...draft, settings: { ...draft.settings, tenantId: "another" } };
  expect(standingErrors(refusal, bodyOfDraft(changed, "Proposed"))).toEqual({
    "schedule.timeZone": "No zone.",
  });
});

test("a name that is taken is a refusal of the name", () => {
  const refusal = refusalOf(refused("connection.name_taken", []), bodyOfDraft(draft, "Proposed"));
  expect(refusal.errors).toEqual({ name: "The name is taken." });
});

test("a description that is too long is told, and not cut off", () => {
  expect(draftErrors({ ...draft, description: "x".repeat(164) })).not.toHaveProperty("description");
  expect(draftErrors({ ...draft, description: "x".repeat(166) })).toHaveProperty("description");
});
