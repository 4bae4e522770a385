/** The templates for a new automation; templates.ts fills them in. */
export const templateNames = ['link', 'emails', 'keyword', 'story', 'blank'] as const
export type TemplateName = (typeof templateNames)[number]
