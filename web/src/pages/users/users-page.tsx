// Who may sign in, and with which role.

import { Page } from "../../components/page.tsx";

export function UsersPage() {
  return <Page title="Users">{null}</Page>;
}
