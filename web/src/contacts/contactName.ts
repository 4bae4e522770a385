/** What a person is called: their name, their @name, or what is known of them. In: the word for someone unknown. */
export const contactName = (
  { name, username, phone, email }: Record<'name' | 'username' | 'phone' | 'email', string | null>,
  someone: string,
): string => name ?? (username ? `@${username}` : (phone ?? email ?? someone))
