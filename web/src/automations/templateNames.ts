/** The starting points a new automation can be made from; what each fills in stands in templates.ts. */
export const templateNames = ['link', 'emails', 'keyword', 'story', 'blank'] as const
export type TemplateName = (typeof templateNames)[number]
