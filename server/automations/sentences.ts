import { sentencesOf } from '../model/sentence.ts'

/** What can be wrong with an automation, in English; other languages are in server/languages/. */
export const sentences = {
  'automations.stored_config': 'The stored config can no longer be used ({{>problem}}). Send a new config.',
  'lint.no_trigger': 'Nothing starts this automation: choose what it listens to.',
  'lint.trigger_missing': 'Nothing on this account can start it: its channel has no such trigger. Choose another trigger or account.',
  'lint.trigger_partly_missing': 'The channel of this account does not have all of its triggers; the others start it.',
  'lint.mail_not_configured': 'It is to send leads by email, but there is no mail server, so no email is sent. Set SMTP_URL and MAIL_FROM.',
  'lint.no_steps': 'This automation does nothing: add a step.',
  'lint.nothing_said': 'This automation never sends anything: write a reply or a message.',
  'lint.answers_everything': 'It answers every direct message. Add keywords unless that is what you want.',
  'lint.duplicate_id': 'Several steps are called “{{step}}”: each needs its own id.',
  'lint.flow_missing': 'It is to capture leads, but has no lead_capture_flow: a simple message is sent.',
  'lint.questions_asked_anyway': 'dmType is “{{dmType}}”, but the questions are asked, because is_lead_capture is true.',
  'lint.message_sent_anyway': 'dmType is “{{dmType}}”, but a simple message is sent, because is_lead_capture is not true.',
  'lint.unknown_step': 'It leads to the step “{{step}}”, which does not exist.',
  'lint.unreachable': 'Nothing leads to this step.',
  'lint.endless_loop': 'The steps go round in a circle in which the person does not have to answer, so it never ends.',
  'lint.delay_outside_window': 'It is sent so late that the time in which people may be answered is over.',
  'lint.private_reply_too_late': 'It is sent so late that a comment can no longer be answered in private.',
  'lint.message_to_silent_person': 'Who commented and did not answer the first message cannot be written to again: this will be refused.',
  'lint.second_dm_within':
    'After a comment only one message may be sent until the person answers: this one will be refused unless they wrote to you in the last {{windowMs}}.',
  'lint.second_dm':
    'After a comment only one message may be sent until the person answers: this one will be refused unless they wrote to you shortly before.',
  'lint.everything': 'everything',
  'lint.keyword_of_mention': 'A mention in a story comes without text, so its keywords never match. Remove them.',
  'lint.keyword_never_heard': 'No message can match {{>words}}: nothing that is compared is left of it. Change it.',
  'lint.keyword_excluded': '{{>words}} never matches, because an excluded word is part of it.',
  'lint.keyword_opts_out':
    'A message that is only {{>words}} always ends all messages to that person, so this automation does not answer it. Choose another word.',
  'lint.keyword_opts_in': 'After a person has opted out, a message that is only {{>words}} allows messages again and gets no other reply.',
  'lint.answered_by_another': '“{{automation}}” answers {{>words}} first, because it comes earlier in the order.',
  'lint.never_answers': '“{{automation}}” answers {{>words}} first, because it comes earlier in the order. This one never answers.',
  'lint.answers_before_another': 'It answers {{>words}} before “{{automation}}”, because it comes earlier in the order.',
} as const

export const sentence = sentencesOf(sentences)
