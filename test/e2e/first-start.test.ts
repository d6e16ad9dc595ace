// The first start: the printed link makes the first administrator.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleUnderTest, startConsole } from "../support/console.ts";
import { faultsOf } from "../support/page-check.ts";

let consoleUnderTest: ConsoleUnderTest;
let link: URL;
beforeAll(async () => {
  consoleUnderTest = await startConsole({ hasUsers: false });
  link = new URL(consoleUnderTest.server.firstLink ?? "");
});
afterAll(() => consoleUnderTest[Symbol.asyncDispose]());

test("[WB2] a link that is not whole or not the right one is told as such, and nothing typed is lost", async () => {
  const { page, troubles } = await consoleUnderTest.visit(link.pathname);
  await page.getByRole("alert").getByText("The link is not whole").waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.goto(`${link.pathname}#not-the-token`);
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("E-mail address").fill("ada@contoso.example");
  await page.getByRole("textbox", { name: "Password", exact: true }).fill("a password of hers");
  await page.getByRole("textbox", { name: "The same password again" }).fill("a password of hers");
  await page.getByRole("button", { name: "Make the first administrator" }).click();
  await page.getByRole("alert").getByText("Open the link of the server's latest start").waitFor();
  expect(await page.getByLabel("Name").inputValue()).toBe("Ada");
  expect(troubles).toEqual([]);
});

test("[WB2] whoever wants to sign in is told to open the link first", async () => {
  const { page } = await consoleUnderTest.visit("/assets");
  await page.getByText("Nobody can sign in yet").waitFor();
  expect(await page.getByRole("button", { name: "Sign in" }).count()).toBe(0);
});

test("[WB2] the link makes the first administrator, who is led on, and is worth nothing afterwards", async () => {
  const { page, troubles } = await consoleUnderTest.visit(link.pathname + link.hash);
  const make = page.getByRole("button", { name: "Make the first administrator" });
  await make.click();
  await page.getByText("Enter your name.").waitFor();
  // The token is neither in the address nor anywhere that Back leads to.
  expect(page.url()).toBe(new URL(link.pathname, link).href);
  expect(await page.evaluate("history.length")).toBe(2);
  const email = page.getByLabel("E-mail address");
  const password = page.getByRole("textbox", { name: "Password", exact: true });
  const again = page.getByRole("textbox", { name: "The same password again" });
  await page.getByLabel("Name").fill("Ada");
  await email.fill("ada.lovelace@contoso.example");
  await password.fill("Ada.Lovelace@contoso.example");
  await again.fill("another");
  await make.click();
  await page.getByText("It is the e-mail address.").waitFor();
  await page.getByText("The two passwords are not the same.").waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await email.fill("ada");
  await password.fill("a password of hers");
  await again.fill("a password of hers");
  await make.click();
  await page.getByText("The address is not a valid email address.").waitFor();
  await email.fill("ada@contoso.example");
  await make.click();
  await page.getByRole("heading", { name: "Dashboard" }).waitFor();
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByText("ada@contoso.example").waitFor();
  await page.goto(link.pathname + link.hash);
  await page.getByRole("alert").getByText("There is an administrator already").waitFor();
  expect(troubles).toEqual([]);
});
