// The page behind the one-time link: makes the first administrator.

import { DoorPage } from "./door-page.tsx";

export function FirstAdministratorPage() {
  return <DoorPage title="First administrator">{null}</DoorPage>;
}
