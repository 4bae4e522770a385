/** What the preview's phone shows, and the actions on it. The phone belongs to the follower. */
export type PhoneButton = { title: string; url?: string; payload?: string; goesOn?: boolean }
export type Line =
  | { id: string; from: 'person' | 'account'; text: string; buttons?: PhoneButton[] }
  /** Between the messages: time that passed, why nothing was sent, a tag that was added or removed. */
  | { id: string; from: 'note'; note: 'later'; minutes: number }
  | { id: string; from: 'note'; note: 'silent'; reason: string }
  | { id: string; from: 'note'; note: 'tag'; tag: string; added: boolean }

export type Action =
  | { type: 'comment'; text: string }
  | { type: 'message'; text: string; storyReply?: boolean }
  | { type: 'tap'; title: string; payload: string }

export type PhoneWorld = {
  comments: Line[]
  thread: Line[]
  /** The stored details of the person, if any. */
  lead: Record<string, string> | null
}
export type PhoneTab = 'post' | 'comments' | 'dm'
