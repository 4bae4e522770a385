import { sentencesOf } from '../model/sentence.ts'

/** What people are told about invitations and passwords, in English; other languages are in server/languages/. */
export const sentences = {
  'team.invited_subject': '{{who}} invites you to {{workspace}}',
  'team.invited_text': '{{who}} invites you to the workspace {{workspace}} on AutoDM Hub, which answers comments and messages.',
  'team.invited_until': 'The link works once, and for 48 hours.',
  'team.invited_open': 'Accept the invitation',
  'team.invited_why': 'You receive this email because somebody of {{workspace}} entered this address. If you do not know them, ignore it.',
  'team.somebody': 'Somebody',
  'team.reset_subject': 'A new password for AutoDM Hub',
  'team.reset_text': 'Somebody asked for a new password for your login. The link works once, and for an hour.',
  'team.reset_not_you': 'If it was not you, ignore this email: your password stays as it is.',
  'team.reset_open': 'Choose a new password',
  'team.link_made_subject': 'An admin made a link for a new password',
  'team.link_made_text': '{{who}} made a link that sets a new password for your login. It works once, and for an hour.',
  'team.link_made_not_asked': 'If you did not ask for it, ask that admin why. Your password stays as it is until the link is used.',
  'team.reset_why': 'You receive this email because your login on AutoDM Hub has this address.',
} as const

export const sentence = sentencesOf(sentences)
