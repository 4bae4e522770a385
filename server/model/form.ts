import type { AnswerKind } from './automation.ts'

/** A question of a form. `email`, `phone` and `name` are stored as such, every other name as a custom field. */
export type FormField = { name: string; label: string; type: AnswerKind; required: boolean }

/** The name of the hidden field that only programs fill in: none that browsers and password managers know. */
export const honeypot = 'leave_empty'
/** The name of the hidden field that makes a repeated post the same lead. */
export const submissionField = 'submission'
/** The name of the box by which a person consents. */
export const consentField = 'consent'
