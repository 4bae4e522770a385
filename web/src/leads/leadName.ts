type Named = {
  name: string | null
  email: string | null
  phone?: string | null
  contact?: { name: string | null; username: string | null } | null
  username?: string | null
}

/** What a lead is called on every page: its name, that of its contact, or what it left. In: the word for someone unknown. */
export const leadName = ({ name, email, phone, contact, username = contact?.username ?? null }: Named, somebody: string): string =>
  name ?? contact?.name ?? (username ? `@${username}` : (email ?? phone ?? somebody))
