/** What the preview's phone shows, and what can be done on it. The follower holds the phone. */
export type PhoneButton = { title: string; url?: string; payload?: string; goesOn?: boolean }
export type Line =
  | { id: string; from: 'person' | 'account'; text: string; buttons?: PhoneButton[] }
  /** Between the lines: time that passed, why nothing was said, a tag that the person got or lost. */
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
  /** What was kept of the person, if anything was. */
  lead: Record<string, string> | null
}
export type PhoneTab = 'post' | 'comments' | 'dm'
