/** What a person is called on a page; null when nothing is known of them. */
export const personText = ({ name, username }: { name: string | null; username: string | null }): string | null =>
  username ? `${name ?? ''} @${username}`.trim() : name
