/** The templates for a new automation; templates.ts fills them in. */
export const templateNames = ['link', 'emails', 'keyword', 'story', 'blank'] as const
export type TemplateName = (typeof templateNames)[number]

/** What starts each; null: the user chooses. */
export const templateTriggers = { link: 'comment', emails: 'comment', keyword: 'message', story: 'story_reply', blank: null } as const
