import { sentencesOf } from '../../model/sentence.ts'

/** The sentences of Instagram, in English; other languages are in server/languages/. */
export const sentences = {
  'instagram.no_new_token': 'Instagram answered without a new access token.',
  'instagram.blocked_as_spam':
    'Instagram blocked this action as spam. Send less and vary the texts, wait at least a day, then switch the account on in Settings.',
  'instagram.outside_window':
    'More than 24 hours passed since the person last wrote (or seven days since the comment). Wait until they write again.',
  'instagram.link_not_allowed': 'Instagram does not let this account send links here. Take the link out of the text.',
  'instagram.account_restricted':
    'The Instagram account is restricted or inactive. Open it in the Instagram app, settle what it asks, then switch the account on in Settings.',
  'instagram.no_such_conversation': 'Instagram found no such conversation or person for this message.',
  'instagram.page_not_linked':
    'The Facebook Page is no longer linked to the Instagram account. Link them in the Page settings, then reconnect the account.',
  'instagram.person_unknown': 'Instagram knows no such person for this account. They may be gone, or belong to another account.',
  'instagram.invalid_message': 'Instagram did not accept the message as it is. Change it and send again.',
  'instagram.comment_not_answerable':
    'This comment cannot be answered by DM: it is deleted, older than seven days, already answered, or not under a post of this account.',
  'instagram.person_unavailable': 'This person is blocked or cannot be written to on Instagram. Wait for them to write.',
  'instagram.other_app_owns_thread':
    'Another app or a person in the inbox holds this conversation. Reply there, or take the conversation back.',
  'instagram.several_pictures': 'Instagram does not accept several pictures in one message here. Send them one by one.',
  'instagram.messages_switched_off':
    'The owner switched off "Allow access to messages" in the Instagram app. Switch it on there under Settings, Messages, Connected tools, then resume these messages in Settings.',
  'instagram.rate_limited': 'Instagram’s rate limit is reached. The message is sent automatically when the limit allows.',
  'instagram.account_not_named': 'The platform did not say which account the token belongs to. Try again later.',
} as const

export const sentence = sentencesOf(sentences)
