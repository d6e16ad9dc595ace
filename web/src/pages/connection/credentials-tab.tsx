// The tenant, and the secret by which it is read.

export function CredentialsTab() {
  return null;
}
