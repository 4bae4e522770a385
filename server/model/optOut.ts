/** How a person said that they want no more messages, when they did not write it to the account. */
export const optOutSources = ['email', 'phone', 'in_person', 'letter', 'other'] as const
export type OptOutSource = (typeof optOutSources)[number]

/** Stored in place of a source: the person had opted out before they were erased, and came back. */
export const beforeErase = 'before_erase'
