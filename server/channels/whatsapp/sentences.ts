import { sentencesOf } from '../../model/sentence.ts'

/** WhatsApp’s own sentences, in English; other languages are in server/languages/. */
export const sentences = {
  'whatsapp.platform_trouble': 'WhatsApp had a problem and did not confirm the message. We wait for its status before sending it again.',
  'whatsapp.rate_limited': 'WhatsApp’s rate limit is reached. The message is sent automatically when the limit allows.',
  'whatsapp.invalid_message': 'WhatsApp did not accept the message as it is. Change it and send again.',
  'whatsapp.person_unavailable':
    'WhatsApp cannot deliver to this person: not on WhatsApp, an old app, its terms not accepted, or blocked. Wait until they write.',
  'whatsapp.group_not_possible': 'WhatsApp does not take this for a group. Write to the person.',
  'whatsapp.account_restricted':
    'WhatsApp has restricted this business. Read the notices in WhatsApp Manager, settle what they ask, then switch the account on in Settings.',
  'whatsapp.permission_missing':
    'The connection lacks a permission for this number. Reconnect it with a token that may send messages from it.',
  'whatsapp.number_missing':
    'WhatsApp no longer knows this number, or the token may not use it. Look in WhatsApp Manager, then reconnect it.',
  'whatsapp.token_invalid':
    'WhatsApp could not read the token. Reconnect the account. Waiting messages are then sent if their time window is still open.',
  'whatsapp.person_blocked': 'The business has blocked this person on WhatsApp. Unblock them to write to them.',
  'whatsapp.marketing_held_back':
    'This person is part of an experiment of WhatsApp and gets no marketing. Sending it again changes nothing.',
  'whatsapp.country_restricted': 'WhatsApp does not let this business write to people of this country.',
  'whatsapp.file_not_fetched': 'WhatsApp could not fetch the file. Check that its address opens without login, then send again.',
  'whatsapp.own_number': 'A number cannot write to itself. Choose another person.',
  'whatsapp.test_number':
    'This is a test number, and it may write to listed people only. Add the person in the app dashboard, or connect a real number. In Argentina the list compares numbers without the 9 after 54, so there only a real number works.',
  'whatsapp.name_not_approved':
    'WhatsApp has not approved the display name of this number yet. See WhatsApp Manager, then switch the account on in Settings.',
  'whatsapp.payment_problem':
    'WhatsApp cannot charge this business. Settle the payment method in WhatsApp Manager, then switch the account on in Settings.',
  'whatsapp.calls_not_charged': 'WhatsApp cannot charge calls to this business. Settle the payment method in WhatsApp Manager.',
  'whatsapp.registration_failed':
    'The registration of this number failed. Register it again in WhatsApp Manager, then switch the account on in Settings.',
  'whatsapp.outside_window': 'More than 24 hours passed since the person last wrote. Wait until they write again.',
  'whatsapp.blocked_as_spam':
    'WhatsApp holds messages of this number back, because too many people blocked or reported it. Send less, wait a day, then switch the account on in Settings.',
  'whatsapp.held_back': 'WhatsApp held this back, since the person got enough from businesses lately. Do not send it again within a day.',
  'whatsapp.marketing_stopped': 'This person stopped marketing messages of the business. Reply to what they ask, and send no marketing.',
  'whatsapp.unsupported_type': 'WhatsApp does not support a message of this kind. Send it as text.',
  'whatsapp.file_not_loaded': 'The file that the person sent could not be loaded. Ask them to send it again.',
  'whatsapp.file_not_accepted': 'WhatsApp could not take the file. We retry; check its kind and its address.',
  'whatsapp.method_not_allowed': 'WhatsApp does not allow this for the number. Send it another way.',
  'whatsapp.too_many_to_person': 'Too many messages to this person in a short time. The message is sent automatically a little later.',
  'whatsapp.maintenance': 'WhatsApp is upgrading this number. The message is sent automatically in a few minutes.',
  'whatsapp.phone_needed': 'This needs the telephone number of the person, and WhatsApp gave only a user id. Ask them for their number.',
  'whatsapp.marketing_disabled':
    'Marketing templates are switched off for this number. Switch them on in WhatsApp Manager, then send again.',
  'whatsapp.messaging_limit':
    'WhatsApp lowered how many people may be written to, because of how templates were classed. We retry every hour.',
  'whatsapp.calling_not_possible': 'Calls are not enabled for this number, or the person did not allow them. Write instead.',
  'whatsapp.template_wrong': 'The message does not fit its template. Correct its parameters and send again.',
  'whatsapp.template_not_usable':
    'WhatsApp does not let this template be used: missing in this language, not approved, paused or disabled. See WhatsApp Manager.',
  'whatsapp.number_not_registered':
    'This number is not registered with WhatsApp. Reconnect the account, or give it a new token: it is registered then.',
  'whatsapp.number_not_verified': 'This number is not verified. Verify it in WhatsApp Manager, under Phone numbers, then connect it again.',
  'whatsapp.number_of_other_business':
    'This number belongs to the business account {{is}}, not to {{given}}. Correct the id, or leave it out: it is found by the number.',
  'whatsapp.number_not_ready': 'WhatsApp is not ready for this number yet; nothing was sent. We retry in a few minutes.',
  'whatsapp.too_many_registrations': 'There were too many attempts to register this number. Wait up to three days, then register it again.',
  'whatsapp.flow_wrong': 'WhatsApp did not accept the flow. Correct it in WhatsApp Manager.',
  'whatsapp.username_not_possible': 'WhatsApp does not give the business this user name. Choose another one.',
  'whatsapp.blocking_failed': 'Not all people could be blocked or unblocked on WhatsApp. Try it again with fewer.',
  'whatsapp.number_not_movable': 'WhatsApp cannot add or move this number as it is. Read what WhatsApp Manager says about it.',
  'whatsapp.flow_blocked': 'WhatsApp has blocked this flow. Look at it in WhatsApp Manager.',
  'whatsapp.flow_throttled': 'WhatsApp slows this flow down. The message is sent automatically later.',
  'whatsapp.pin_wrong':
    'This number has two-step verification with another PIN. Enter its PIN when you connect it, or set a new one in WhatsApp Manager, under Two-step verification.',
  'whatsapp.payment_terms':
    'The payment terms are not accepted yet. Accept them in WhatsApp Manager, then switch the account on in Settings.',
  'whatsapp.refused_without_reason': 'WhatsApp refused the message without saying more. Change it and send again.',
  'whatsapp.identity_changed': 'This person may have a new phone or number. Confirm who they are, then write again.',
  'whatsapp.number_blocked':
    'WhatsApp shows this number or its business account as blocked. See WhatsApp Manager, settle it, then switch the account on in Settings.',
  'whatsapp.number_maintenance': 'WhatsApp is working on this number. We retry in a few minutes.',
  'whatsapp.not_registered': 'The platform did not confirm that the number is registered. Try again.',
  'whatsapp.not_subscribed': 'The platform did not confirm that it delivers this number’s events. Try again.',
  'whatsapp.number_not_named': 'The platform did not say which number the token may use. Try again later.',
  'whatsapp.not_delivered': 'WhatsApp took the message and could not deliver it. We retry automatically.',
  'whatsapp.notice.limit': 'WhatsApp lets this business begin conversations with {{people}} people in 24 hours. Replies do not count.',
  'whatsapp.notice.no_limit': 'WhatsApp sets no limit on how many people this business may write to first.',
  'whatsapp.notice.name_approved': 'WhatsApp approved the display name. Register the number again, so that people see it.',
  'whatsapp.notice.name_rejected': 'WhatsApp rejected the display name. Choose another one in WhatsApp Manager.',
  'whatsapp.notice.name_waits': 'WhatsApp has not decided about the display name yet.',
  'whatsapp.notice.review_approved': 'WhatsApp reviewed the business account and approved it.',
  'whatsapp.notice.review_rejected': 'WhatsApp reviewed the business account and rejected it. See WhatsApp Manager.',
  'whatsapp.notice.review_waits': 'WhatsApp has not finished the review of the business account yet.',
  'whatsapp.notice.pin_changed': 'The PIN of the two-step verification was changed. If you did not do that, look in WhatsApp Manager.',
  'whatsapp.notice.pin_reset':
    'Somebody asked WhatsApp to reset the PIN of the two-step verification. If you did not, look in WhatsApp Manager.',
  'whatsapp.notice.pin_reset_done': 'The PIN of the two-step verification was reset. If you did not ask for it, look in WhatsApp Manager.',
  'whatsapp.notice.quality_low':
    'Many people blocked or reported this number: WhatsApp rates its quality as low. Send less, and only what people asked for.',
  'whatsapp.notice.quality_good': 'WhatsApp no longer rates the quality of this number as low.',
  'whatsapp.notice.throughput': 'WhatsApp raised how many messages in a second this number may send.',
  'whatsapp.notice.username': 'The user name of the business, {{name}}: {{status}}.',
  'whatsapp.notice.payments': 'The payment set-up of the business at WhatsApp changed: {{status}}.',
  'whatsapp.notice.flow': 'WhatsApp reports about a flow: {{event}}. See WhatsApp Manager.',
  'whatsapp.notice.settings': 'The settings of this number at WhatsApp changed.',
  'whatsapp.notice.alert': 'WhatsApp alerts the business: {{type}}. See WhatsApp Manager.',
  'whatsapp.notice.violation': 'WhatsApp found a violation of its policy ({{type}}). See WhatsApp Manager.',
  'whatsapp.notice.account_deleted': 'The business account was deleted at WhatsApp. Nothing can be sent from its numbers any more.',
  'whatsapp.notice.removed':
    'This number was taken away from the app at WhatsApp. Reconnect it, and waiting messages are sent if their window is still open.',
  'whatsapp.notice.reconnected': 'This number is connected with the app at WhatsApp again.',
  'whatsapp.notice.connected': 'The business gave the app access to its account at WhatsApp.',
  'whatsapp.notice.banned':
    'WhatsApp disabled this business account. See WhatsApp Manager, ask for a review there, then switch the account on in Settings.',
  'whatsapp.notice.ban_scheduled': 'WhatsApp will disable this business account. See WhatsApp Manager, and ask for a review there.',
  'whatsapp.notice.reinstated': 'WhatsApp lets this business account send again. Switch it on in Settings.',
  'whatsapp.notice.restricted':
    'WhatsApp lets this business account send nothing at the moment. See WhatsApp Manager, then switch the account on in Settings.',
  'whatsapp.notice.no_first': 'WhatsApp does not let this business write to people first. Replies to what people write go on.',
  'whatsapp.notice.no_first_until':
    'WhatsApp does not let this business write to people first until {{until}}. Replies to what people write go on.',
  'whatsapp.notice.restricted_otherwise': 'WhatsApp restricted the business account ({{types}}). See WhatsApp Manager.',
  'whatsapp.notice.other': 'WhatsApp reports about the business account: {{event}}.',
  'whatsapp.notice.template': 'The template {{name}} ({{language}}): {{event}}.',
  'whatsapp.notice.template_why': 'The template {{name}} ({{language}}): {{event}} ({{reason}}).',
  'whatsapp.notice.template_quality': 'The quality of the template {{name}} ({{language}}) is {{quality}} now.',
  'whatsapp.notice.template_category': 'WhatsApp moved the template {{name}} ({{language}}) to the category {{category}}.',
  'whatsapp.notice.template_category_soon':
    'In a day WhatsApp moves the template {{name}} ({{language}}) to the category {{category}}, unless you ask for a review.',
  'whatsapp.notice.template_edited': 'The template {{name}} ({{language}}) was changed at WhatsApp.',
  'whatsapp.notice.history_refused': 'The owner does not share what was written on the phone before. New messages come here all the same.',
  'whatsapp.notice.history_failed':
    'WhatsApp does not hand out what was written on the phone before ({{code}}): it can be asked for once, within 24 hours.',
  'whatsapp.not_set': 'WhatsApp did not confirm the change. Read what is there, then repeat it.',
  'whatsapp.no_comments_here': 'There are no comments on WhatsApp, so none can be answered.',
  'whatsapp.file_address': 'WhatsApp named an address for this file that is not its own. Nothing was loaded.',
  'whatsapp.file_too_large': 'The file is larger than WhatsApp allows.',
  'whatsapp.file_not_fetched_now': 'WhatsApp did not hand out the file. We retry.',
  'whatsapp.too_many': 'WhatsApp takes {{most}} {{>of}} in a message; this has {{count}}.',
  'whatsapp.of.buttons': 'buttons that are tapped',
  'whatsapp.of.sections': 'sections of a list',
  'whatsapp.of.rows': 'rows of a list, in all its sections',
  'whatsapp.of.contacts': 'contacts',
  'whatsapp.part_too_long': 'On WhatsApp {{>part}} may have {{most}} characters; “{{text}}” has {{length}}.',
  'whatsapp.part_missing': 'WhatsApp needs {{>part}}, and here it is empty.',
  'whatsapp.part.text': 'the text',
  'whatsapp.part.header': 'the header',
  'whatsapp.part.footer': 'the footer',
  'whatsapp.part.button_title': 'the title of a button',
  'whatsapp.part.button_id': 'what a button carries',
  'whatsapp.part.url': 'an address',
  'whatsapp.part.list_button': 'the button of a list',
  'whatsapp.part.section_title': 'the title of a section',
  'whatsapp.part.row_id': 'the id of a row',
  'whatsapp.part.row_title': 'the title of a row',
  'whatsapp.part.row_text': 'the description of a row',
  'whatsapp.part.caption': 'the caption',
  'whatsapp.parts_equal': 'On WhatsApp the buttons or rows of a message need titles and payloads that differ. Change those that are equal.',
  'whatsapp.frame_not_possible': 'On WhatsApp a header or a footer needs buttons that are tapped, or a single link of up to 20 characters.',
  'whatsapp.header_not_possible': 'On WhatsApp the file of a header is an image, a video or a document, without a caption.',
  'whatsapp.caption_not_possible': 'On WhatsApp only images, videos and documents have a caption.',
  'whatsapp.template.header': 'the header',
  'whatsapp.template.body': 'the text',
  'whatsapp.template.buttons': 'the buttons',
  'whatsapp.template.not_approved':
    'The template {{name}} ({{language}}) is {{status}} at WhatsApp, and only an approved one can be sent. Look at it in WhatsApp Manager.',
  'whatsapp.template.not_possible':
    'The template {{name}} ({{language}}) has parts that cannot be sent from here, a form or a carousel for example. Choose another.',
  'whatsapp.template.header_file': 'The template {{name}} has a file above its text: give header with a file of the type {{type}}.',
  'whatsapp.template.no_header_file': 'The template {{name}} has no file above its text. Leave header out.',
  'whatsapp.template.location':
    'The template {{name}} has a place above its text: give location with latitude, longitude, name and address.',
  'whatsapp.template.no_location': 'The template {{name}} has no place above its text. Leave location out.',
  'whatsapp.template.cards': 'The template {{name}} has {{wanted}} cards, and {{given}} were given.',
  'whatsapp.template.card_file': 'Card {{card}} of the carousel needs a file: give its header with the type {{type}}.',
  'whatsapp.template.cards_count': 'A carousel has 2 to {{most}} cards; this has {{count}}.',
  'whatsapp.template.cards_alike': 'All cards need the same kind of file and the same kinds of buttons.',
  'whatsapp.template.cards_alone': 'With cards only the text stands above: leave header, footer and buttons out.',
  'whatsapp.template.card_buttons': 'A card has one or two buttons.',
  'whatsapp.template.count': 'In the template {{>part}} takes {{wanted}} parameters, and {{given}} were given.',
  'whatsapp.template.names': 'In the template {{>part}} takes the parameters {{wanted}}, and these were given: {{given}}.',
  'whatsapp.template.value':
    'In the template the parameter {{name}} of {{>part}} may be neither empty nor have line breaks, tabs or five spaces in a row.',
  'whatsapp.template.no_business':
    'The id of the WhatsApp business account is not known, so its templates cannot be read. Connect the number again with it.',
  'whatsapp.template.no_app':
    'The app of this account is not known, so the sample of a header cannot be given to WhatsApp. Set META_APP_ID, or create the template in WhatsApp Manager.',
  'whatsapp.template.sample_type': 'The sample is {{type}}. Choose one of these types: {{types}}.',
  'whatsapp.template.sample_size': 'The sample may have {{most}} bytes at most; this has {{size}}.',
  'whatsapp.template.not_unpaused': 'WhatsApp did not end the pause: {{reason}}',
  'whatsapp.template.not_archived': 'WhatsApp did not move this template. Read the templates again.',
  'whatsapp.template.not_done': 'WhatsApp did not confirm the change of the template. Read the templates again, then repeat it.',
  'whatsapp.template.name': 'Use small letters a to z, digits and _ only, {{most}} at most.',
  'whatsapp.template.too_long': 'At most {{most}} characters are possible; this has {{length}}.',
  'whatsapp.template.header_placeholders': 'The header may have {{most}} placeholder.',
  'whatsapp.template.footer_placeholders': 'The footer may have no placeholder.',
  'whatsapp.template.edge': 'The text may not begin or end with a placeholder. Write a word before or after it.',
  'whatsapp.template.touching': 'Two placeholders may not touch. Write a word between them.',
  'whatsapp.template.mixed': 'Use either numbers or names for the placeholders, not both.',
  'whatsapp.template.numbers': 'Number the placeholders 1 to {{most}}, none left out.',
  'whatsapp.template.placeholder_name': 'The placeholder {{name}} may have small letters a to z and _ only.',
  'whatsapp.template.example': 'Give an example for the placeholder {{name}}: the review needs one.',
  'whatsapp.template.url_placeholder': 'A link may have one placeholder, at its end.',
  'whatsapp.template.too_many': 'At most {{most}} are possible ({{of}}); these are {{count}}.',
  'whatsapp.template.grouped': 'Put the replies side by side: no other button may stand between them.',
} as const

export const sentence = sentencesOf(sentences)
