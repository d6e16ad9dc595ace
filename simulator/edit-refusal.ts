// An edit of the tenant that cannot be made: the device is not there, or not in the state that the edit needs.

export class EditRefusal extends Error {
  override readonly name = "EditRefusal";
  readonly code = "simulator.edit_refused";
}
