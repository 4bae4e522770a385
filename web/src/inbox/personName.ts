/** What a person is called: by name, else by handle. In: `otherwise`: where neither is known. */
export const personName = ({ name, username }: { name: string | null; username: string | null }, otherwise: string): string =>
  name ?? (username ? `@${username}` : otherwise)
