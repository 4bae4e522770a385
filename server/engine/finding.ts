/** A blocker prevents an automation from going live, a warning does not. `stepId` null: it concerns the whole automation. */
export type Finding = { level: 'blocker' | 'warning'; stepId: string | null; code: string; text: string }

export const blocker = (stepId: string | null, code: string, text: string): Finding => ({ level: 'blocker', stepId, code, text })
export const warning = (stepId: string | null, code: string, text: string): Finding => ({ level: 'warning', stepId, code, text })
