import { sentencesOf } from '../model/sentence.ts'

/** What the public pages of forms say, in English; other languages are in server/languages/. `language`: the tag of the language itself. */
export const sentences = {
  'forms.language': 'en',
  'forms.wrong_text': 'Enter a text.',
  'forms.wrong_email': 'Enter an email address, such as ana@example.com.',
  'forms.wrong_phone': 'Enter a phone number with its country code, such as +49 30 1234567.',
  'forms.wrong_number': 'Enter a number.',
  'forms.too_long': 'Use at most {{most}} characters.',
  'forms.required': 'This field is required.',
  'forms.confirm': 'Please confirm.',
  'forms.optional': '(optional)',
  'forms.leave_empty': 'Leave this empty',
  'forms.send': 'Send',
  'forms.privacy': 'Privacy policy',
  'forms.too_many': 'Too many attempts. Wait a few minutes, then try again.',
  'forms.not_found_title': 'Not found',
  'forms.not_found': 'There is no such form, or it is switched off.',
  'forms.not_sent_title': 'Your answers were not sent',
  'forms.not_sent': '{{why}} Go back to the form and try again.',
  'forms.thank_you': 'Thank you',
  'forms.was_sent': 'Your answers were sent.',
  'forms.pending': 'Pending',
  'forms.sent': 'Sent',
  'forms.delivered': 'Delivered',
  'forms.read': 'Read',
  'forms.failed': 'Failed',
  'forms.coming_soon': 'Coming soon',
  'forms.in_your_chat': 'Our message is in your chat.',
  'forms.could_not_be_sent': 'Our message could not be sent.',
  'forms.write_later': 'We will write to you later.',
  'forms.open_chat':
    'We have a message for you. The platform lets us write only to people who wrote first: open the chat and send any message.',
  'forms.open_filled_chat':
    'We have a message for you. The platform lets us write only to people who wrote first: open the chat and send the message that is ' +
    'filled in.',
  'forms.still_can': 'You have not opened the chat yet. You still can: we write as soon as you do.',
  'forms.continue_in': 'Continue in {{channel}}',
  'forms.continue_in_chat': 'Continue in the chat',
  'forms.look_again': 'Look again',
} as const

export const sentence = sentencesOf(sentences)
