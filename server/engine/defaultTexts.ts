import type { AskStep } from '../model/automation.ts'

/** What is sent where the owner wrote no text of their own. */
type DefaultTexts = {
  /** After a wrong answer. */
  retry: Record<AskStep['answer'], string>
  /** After a message without text, such as a photo. */
  inWords: Record<AskStep['answer'], string>
}

/** By the language of the people who read them; a workspace has no other than English yet. */
export const defaultTexts = {
  en: {
    retry: {
      email: 'That does not look like an email address. Could you send it again, like name@example.com?',
      phone: 'That does not look like a phone number. Could you send it again, with the country code?',
      number: 'That does not look like a number. Could you send it again in digits?',
      text: 'Could you send that again as a text message?',
    },
    inWords: {
      email: 'I can only read text here. Could you write your email address, like name@example.com?',
      phone: 'I can only read text here. Could you write your phone number, with the country code?',
      number: 'I can only read text here. Could you write the number in digits?',
      text: 'I can only read text here. Could you write your answer?',
    },
  },
} satisfies Record<string, DefaultTexts>
