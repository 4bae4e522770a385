import type { LeadQuestion } from '../model/capabilities.ts'

const byType: Record<string, string> = {
  EMAIL: 'ana@example.com',
  WORK_EMAIL: 'ana@work.example.com',
  PHONE: '+1 415 555 0123',
  WORK_PHONE_NUMBER: '+1 415 555 0199',
  FULL_NAME: 'Ana Torres',
  FIRST_NAME: 'Ana',
  LAST_NAME: 'Torres',
  CITY: 'Lisbon',
  COMPANY_NAME: 'Torres Ceramics',
}

/** Made-up answers to a form's questions, for a preview. */
export const sampleAnswers = (questions: LeadQuestion[]): { name: string; values: string[] }[] =>
  questions.map(({ key, label, type }) => ({ name: key, values: [byType[type] ?? `Answer to “${label}”`] }))
