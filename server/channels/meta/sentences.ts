import { sentencesOf } from '../../model/sentence.ts'

/** Sentences that all products of the platform share, in English; other languages are in server/languages/. */
export const sentences = {
  'meta.platform_trouble':
    'The platform had a problem and did not confirm the message. We check whether it arrived before sending it again.',
  'meta.rate_limited': 'The platform’s rate limit is reached. The message is sent automatically when the limit allows.',
  'meta.permission_missing':
    'The connection lacks a permission for this. Grant it to the app and check the app’s access level, then reconnect the account.',
  'meta.app_not_allowed': 'The Meta app may not do this. Check in the app dashboard whether the feature is approved and the app is live.',
  'meta.person_without_role':
    'Without Advanced Access the Meta app reaches only people with a role on it. Request Advanced Access in the app dashboard, or add this person as a tester.',
  'meta.outside_window': 'More than 24 hours passed since the person last wrote. Wait until they write again.',
  'meta.person_unavailable':
    'This person cannot receive messages: they blocked the account, closed theirs, or never agreed. Wait until they write.',
  'meta.person_unknown': 'The platform knows no such person for this account. They may be gone, or belong to another account.',
  'meta.account_restricted':
    'The platform has restricted this account for a time. Read the notices in its app, wait at least a day, then switch the account on in Settings.',
  'meta.invalid_message': 'The platform did not accept the message as it is. Change it and send again.',
  'meta.object_missing': 'What this refers to is gone, or the connection has no right to see it.',
  'meta.other_app_owns_thread': 'Another app or a person in the inbox holds this conversation. Reply there, or take the conversation back.',
  'meta.app_blocked': 'The platform has blocked or deleted the Meta app. Check the app dashboard, then switch the account on in Settings.',
  'meta.sent_with_error': 'The platform reported an error although it sent the message.',
  'meta.file_not_fetched': 'The platform could not fetch the file. We retry; check that its address opens without login.',
  'meta.no_consent': 'The person has not agreed to show their profile yet; they do so by writing.',
  'meta.said_already': 'The platform rejected this text as a duplicate. Vary the text.',
  'meta.unknown_address': 'The platform does not know this address. Check the configured Graph addresses and version.',
  'meta.unknown_version':
    'The platform does not know the configured Graph version. Correct META_GRAPH_VERSION, then switch the account on in Settings.',
  'meta.message_gone': 'The message was deleted or is too old to be read.',
  'meta.secret_proof_wrong':
    'The Meta app demands a proof with its secret, and it is missing or wrong. Correct the configured app secret, then switch the account on in Settings.',
  'meta.unlisted_trouble':
    'The platform reported a temporary problem that is not in its lists. We check whether the message arrived before sending it again.',
  'meta.unknown_error':
    'The platform refused this with an error that is not in its lists. Read its sentence, fix the cause and send again.',
  'meta.not_permitted':
    'The platform does not permit this message, and does not say that others are affected. Read its sentence, fix the cause and send again.',
  'meta.session_invalid':
    'The platform ended the session. Reconnect the account. Waiting messages are then sent if their time window is still open.',
  'meta.token_missing':
    'The platform saw no token. Reconnect the account. Waiting messages are then sent if their time window is still open.',
  'meta.token_invalid':
    'The platform no longer accepts the token. Reconnect the account. Waiting messages are then sent if their time window is still open.',
  'meta.app_removed':
    'The owner removed the app from the account. Reconnect the account. Waiting messages are then sent if their time window is still open.',
  'meta.login_checkpoint':
    'The owner must log in at facebook.com and pass a check first. Reconnect the account. Waiting messages are then sent if their time window is still open.',
  'meta.password_changed':
    'The owner changed the password or ended all sessions. Reconnect the account. Waiting messages are then sent if their time window is still open.',
  'meta.token_expired': 'The token has expired. Reconnect the account. Waiting messages are then sent if their time window is still open.',
  'meta.owner_unconfirmed':
    'The owner has not confirmed their login with the platform yet. Reconnect the account. Waiting messages are then sent if their time window is still open.',
  'meta.logged_out':
    'The owner logged out, or the token was withdrawn. Reconnect the account. Waiting messages are then sent if their time window is still open.',
  'meta.page_role_lost':
    'The person who connected this no longer has a role on the Page. Reconnect the account. Waiting messages are then sent if their time window is still open.',
  'meta.file_of_other_kind': 'The file is not of the kind it was sent as. Choose another file.',
  'meta.file_too_large': 'The file is too large for the platform. Send a smaller one.',
  'meta.video_too_slow': 'The platform gave up fetching the video after 75 seconds. Send a smaller one or upload it first.',
  'meta.file_of_other_account': 'The uploaded file belongs to another account. Upload it again for this one.',
  'meta.picture_too_large': 'The picture is too large for the platform. Send a smaller one.',
  'meta.trouble_or_permission':
    'The platform had a problem and did not confirm the message. We check whether it arrived before sending it again. It is often a missing permission: if it persists, reconnect the account.',
  'meta.quote': '{{>before}} The platform says: “{{quote}}”.',
  'meta.too_many_calls': 'Too many calls at once. The message is sent automatically when the limit allows.',
  'meta.not_the_platform':
    'Another server answered instead of the platform (HTTP {{status}}). Nothing was sent. We retry; if it keeps failing, check your proxy and the GRAPH_… settings.',
  'meta.trouble_with_status':
    'The platform had a problem (HTTP {{status}}) and did not confirm the message. We check whether it arrived before sending it again.',
  'meta.unreadable_answer': 'The platform’s response could not be read. We check whether the message arrived before sending it again.',
  'meta.unreachable': 'The platform could not be reached, so nothing was sent. We retry automatically.',
  'meta.no_answer': 'The request got no response, so it is unknown whether the message arrived. We check before sending it again.',
  'meta.buttons_not_accepted': 'The platform did not take the buttons. The text is sent without them.',
  'meta.read.rate_limited': 'The platform’s rate limit is reached. Try again in a few minutes.',
  'meta.read.trouble': 'The platform had a problem. Try again.',
  'meta.read.permission_missing': 'The access token or the app lacks a permission for this. Grant it, then create a new token.',
  'meta.read.unreadable_answer': 'The platform’s response could not be read (HTTP {{status}}). Try again later.',
  'meta.read.answer_too_long': 'The platform’s response is longer than this product reads. Ask for less, or report it.',
  'meta.read.unreachable': 'The platform could not be reached. Check the network, then try again.',
  'meta.content.no_recipient': 'It is not known whom to write to.',
  'meta.content.no_comment': 'It is not known which comment to answer.',
  'meta.content.empty_text': 'The text is empty.',
  'meta.content.no_buttons_in_public': 'A public reply is text alone, without buttons.',
  'meta.content.reply_too_long': 'A public reply may have {{most}} characters; this has {{length}}.',
  'meta.content.button_text_too_long': 'The text above buttons may have {{most}} characters; this has {{length}}.',
  'meta.content.text_too_long': 'A message may have {{most}} characters; this has {{length}}.',
  'meta.content.too_many_bytes':
    'A message may have {{most}} bytes; this has {{length}}. Letters count one, accents two, emoji four or more.',
  'meta.content.too_many_buttons': 'A message may have {{most}} buttons; this has {{count}}.',
  'meta.content.button_without_title': 'A button has no title.',
  'meta.content.button_title_too_long': 'A button’s title may have {{most}} characters; “{{title}}” has {{length}}.',
  'meta.content.button_without_target': 'The button “{{title}}” leads nowhere.',
  'meta.content.button_url_invalid': 'The button “{{title}}” needs an address that begins with https:// or http://.',
  'meta.content.button_payload_too_long': 'What the button “{{title}}” carries is too long.',
  'meta.content.too_many_quick_replies': 'A message may have {{most}} quick replies; this has {{count}}.',
  'meta.content.quick_reply_empty': 'A quick reply has no title or carries nothing.',
  'meta.content.quick_reply_payload_too_long': 'What the quick reply “{{title}}” carries is too long.',
  'meta.content.quote_not_possible': 'Only a message in a conversation can quote another one. Leave replyTo out.',
  'meta.content.frame_not_possible': 'This channel shows no header and no footer. Put these words into the text.',
  'meta.content.no_stickers': 'Stickers cannot be sent here. Send a picture.',
  'meta.content.no_caption': 'A file has no text here. Send the text as a message of its own.',
  'meta.content.file_without_address': 'A file needs an address that begins with https:// or http://, or the id of an upload.',
  'meta.content.template_header':
    'Of a template only the body, in the order of its places, and the buttons are filled in here. Leave out the rest.',
  'meta.content.not_as_reply': 'This channel cannot send {{>content}} as a public reply. It takes {{>takes}}.',
  'meta.content.not_here': 'This channel cannot send {{>content}} in a conversation. It takes {{>takes}}.',
  'meta.content.text': 'text',
  'meta.content.buttons': 'buttons',
  'meta.content.quick_replies': 'quick replies',
  'meta.content.media': 'a file',
  'meta.content.template': 'a template',
  'meta.content.list': 'a list',
  'meta.content.location': 'a location',
  'meta.content.contacts': 'contacts',
  'meta.content.reaction': 'a reaction',
  'meta.content.request': 'a request for a location or a number',
  'meta.subscribe.not_subscribed': 'The platform did not confirm that it delivers this account’s events. Try again.',
  'meta.subscribe.permission_for_field':
    'The access token lacks the permission {{permission}}, which webhooks about “{{field}}” need. Grant it to the app, create a new token and connect again.',
  'meta.subscribe.field_not_delivered':
    'The platform does not deliver webhooks about “{{field}}”, which this product needs. Check META_GRAPH_VERSION and the app’s products.',
  'meta.login.app_rejected':
    'The platform did not accept the id or secret of the app: {{said}} Compare them with the app dashboard, then connect again.',
  'meta.login.code_rejected': 'The platform did not accept the code of this login: {{said}} Connect again.',
  'meta.login.refused': 'The platform refused the login: {{said}}',
  'meta.login.no_token': 'The platform answered the login without a token. Connect again.',
  'meta.login.nobody_named': 'The platform did not say whose token this is. Connect again.',
  'meta.login.tasks_missing':
    'You lack a task on this Page: {{tasks}}. Ask someone with full control of the Page to give it to you, then connect again.',
  'meta.login.not_chosen':
    'You granted this for other Pages, not for this one: {{permissions}}. Log in again, and choose this Page for everything that is asked.',
  'meta.login.no_page_token': 'The platform gave no token for this Page. Choose the Page in the login.',
  'meta.note.not_json': 'The body is not JSON.',
  'meta.note.empty_list': 'The body is an empty list.',
  'meta.note.too_many_events': 'The body holds more than {{most}} events: what follows was not read.',
  'meta.note.unread': 'No channel here reads "{{part}}" of webhooks about "{{object}}".',
  'meta.note.unread_often': 'No channel here reads "{{part}}" of webhooks about "{{object}}" ({{count}} times).',
  'meta.note.unknown_parts': '{{count}} more parts that no page describes were not read.',
  'meta.note.no_object': 'The body is JSON, but not an object.',
  'meta.note.no_entries': 'The body has no entries.',
  'meta.note.about_nothing': 'The body does not say what it is about ("object" is missing).',
  'meta.note.object_not_supported': 'Webhooks about "{{object}}" are not supported yet.',
  'meta.note.object_unknown': 'Nothing here reads webhooks about "{{object}}".',
  'meta.note.entry_of_nobody': 'An entry does not say which account it is about.',
  'meta.note.test': 'A test from the app dashboard: it arrived, and there is nobody to answer.',
  'meta.note.without_values': 'The app is subscribed without values ("include values" is off): this says only that something changed.',
  'meta.film.connect':
    'Open Settings › Channels › Add account and connect by the login. Show the consent page with this permission, and choose Allow.',
  'meta.film.connected': 'Show the connected account under Settings › Channels, with its name and picture.',
  'meta.film.pages': 'Show the list of Pages to choose from, and connect one.',
  'meta.film.automation': 'Open Automations and show the live automation with its keywords and its reply.',
  'meta.film.comment': 'From another account, comment one of its keywords under a post.',
  'meta.film.commented': 'Show the reply under the post, the direct message, and the same event with its trace under Activity.',
  'meta.film.message': 'From another account, send one of its keywords as a direct message.',
  'meta.film.answered': 'Show the reply in the chat, and the same event with its trace under Activity.',
  'meta.film.lead': 'Fill in the lead form with the platform’s test tool.',
  'meta.film.leads': 'Show the lead under Leads with its details, and the form with its coverage under Settings › Channels › Lead forms.',
  'meta.film.doctor': 'Open Settings › Doctor, choose Check again, and show that the webhooks of the account are on.',
  'meta.why.basic':
    'The app reads the name and picture of the connected account, to show which account its automations belong to: {{used}}.',
  'meta.why.comments':
    'The app reads comments under the business’s own posts and answers them, in public and in private, as the business set up in: {{used}}.',
  'meta.why.messages':
    'People write to the business first. The app reads these messages and answers them as the business set up in: {{used}}.',
  'meta.why.pages': 'The business chooses which of its Pages to connect. Without the list it cannot choose. Used for: {{used}}.',
  'meta.why.webhooks': 'The app subscribes the connected Page or number to webhooks, so that events arrive at once. Used for: {{used}}.',
  'meta.why.page_content': 'The app reads the connected Page, to show it and to read what its webhooks name. Used for: {{used}}.',
  'meta.why.leads': 'The app retrieves the leads of the business’s own lead ads and delivers them to its own systems. Used for: {{used}}.',
  'meta.why.forms':
    'The app lists the lead forms of the Page, to read back leads that were missed and to show coverage. Used for: {{used}}.',
  'meta.why.ads': 'The app reads the names of the campaign and ad that a lead came from, to show which ads work. Used for: {{used}}.',
  'meta.note.empty_entry': 'An entry of account {{account}} is empty.',
} as const

export const sentence = sentencesOf(sentences)
