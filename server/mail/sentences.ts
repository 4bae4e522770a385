import { sentencesOf } from '../model/sentence.ts'

/** What mails of every kind have, and how the sending of one went, in English; other languages are in server/languages/. */
export const sentences = {
  'mail.copy':
    'You may have received this email before: the connection to the mail server was lost while it was sent, so it is sent a second time.',
  'mail.why_notice': 'You receive this email as a contact for notices of the workspace {{workspace}}. Change it in Settings.',
  'mail.why_address': 'You receive this email because the workspace {{workspace}} sends such emails to this address.',
  'mail.why_test': 'You receive this email because someone sent a test from the settings of AutoDM Hub.',
  'mail.test_subject': 'Test email from AutoDM Hub',
  'mail.test_text': 'This email shows that the mail server of your hub works. Nothing else has to be done.',
  'mail.lead_subject': 'New lead: {{who}}',
  'mail.lead_text': 'The automation “{{automation}}” captured a lead.',
  'mail.lead_not_kept': 'It is set not to store leads, so this email is the only place with these details.',
  'mail.handed_over_subject': '{{who}} waits for a person',
  'mail.handed_over_text': 'A conversation was handed over to the team. Automations are silent in it until somebody resumes them.',
  'mail.assigned_to_you': 'It is assigned to you.',
  'mail.assigned_to_nobody': 'It is assigned to nobody yet.',
  'mail.somebody': 'Somebody',
  'mail.open_conversation': 'Open the conversation',
  'mail.why_assigned': 'You receive this email because a conversation was handed over to you in the workspace {{workspace}}.',
  'mail.open_leads': 'Open the leads',
  'mail.field_name': 'Name',
  'mail.field_username': 'Username',
  'mail.field_email': 'Email',
  'mail.field_phone': 'Phone',
  'mail.sent': 'Email to {{to}}: the mail server accepted it.',
  'mail.pending': 'Email to {{to}}: waiting to be sent.',
  'mail.failed': 'Email to {{to}} was not sent. {{>why}}',
  'mail.doubtful': 'Email to {{to}}: it is not known whether it arrived.',
  'mail.mail_not_configured': 'No mail server is configured. Set SMTP_URL and MAIL_FROM.',
  'mail.mail_no_recipient': 'The workspace has nobody to write to.',
  'mail.mail_refused': 'The mail server refused it.',
  'mail.mail_deferred': 'The mail server does not take it yet.',
  'mail.mail_unreachable': 'The mail server cannot be reached. Check the host and port in SMTP_URL.',
  'mail.mail_login_refused': 'The mail server did not accept the login in SMTP_URL.',
  'mail.mail_tls_failed': 'No encrypted connection to the mail server could be made. Check its certificate, and the port in SMTP_URL.',
  'mail.fault': 'A bug in the server prevented it. The log has the error.',
  'mail.mail_in_doubt': 'The connection was lost after the email was sent, so nobody knows whether it arrived.',
} as const

export const sentence = sentencesOf(sentences)
