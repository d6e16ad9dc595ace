// What a new password must be, told before it is sent; the server has the last word.

export const passwordRule = "12 to 128 characters, and not the e-mail address.";

const shortest = 12;
const longest = 128;

/** What is wrong with it, or null. */
export function passwordFault(password: string, email: string): string | null {
  if (password === "") return "Enter a password.";
  if ([...password].length < shortest) return `It has fewer than ${shortest} characters.`;
  if (password.length > longest) return `It has more than ${longest} characters.`;
  if (password.trim().toLowerCase() === email.trim().toLowerCase()) return "It is the e-mail address.";
  return null;
}

/** What is wrong with the second time that it was entered, or null. */
export const repetitionFault = (again: string, password: string): string | null =>
  again === password ? null : "The two passwords are not the same.";
