import { sentencesOf } from '../model/sentence.ts'

/** What can be wrong with a single step, in English; other languages are in server/languages/. */
export const sentences = {
  'problem.save_without_answer': 'It keeps an answer, but nobody has been asked before.',
  'problem.reply_never': 'It replies under a comment, but does not listen to comments: this step will be passed over.',
  'problem.button_opts_out': 'Typing “{{title}}” instead of tapping it ends all messages to that person. Choose another title.',
  'problem.condition_empty': 'The condition checks nothing: add a check.',
  'problem.check_unfinished': 'A check of the condition is not complete: say what is compared with what.',
  'problem.channel_unknown': '“{{channel}}” is no channel of this server. Its channels are {{channels}}.',
  'problem.condition_never': 'These checks can never hold together, so the “otherwise” branch is always taken.',
  'problem.answer_never_given': 'It checks an answer, but nobody has been asked before.',
  'problem.tag_missing': 'A tag has no name: choose one, or remove the step.',
  'problem.tag_added_and_removed': 'It removes the tag “{{tag}}” and adds it again.',
  'problem.link_missing': 'The text says [LINK], but there is no link: add a button with an address, or a link to the step.',
  'problem.link_in_public': '[LINK] works in direct messages only: write the address itself under the comment.',
  'problem.blank_text': 'One of the texts is blank: it will never be sent.',
  'problem.reply_too_long': 'A public reply has {{length}} characters; the channel takes {{most}}.',
  'problem.too_many_bytes': 'A text is {{length}} bytes long; the channel takes {{most}}. Emoji count four, accents two.',
  'problem.text_too_long': 'A text has {{length}} characters, its links among them; the channel takes {{most}}.',
  'problem.button_text_too_long': 'A text above buttons has {{length}} characters; the channel takes {{most}}.',
  'problem.text_may_be_cut':
    'With long names or answers filled in, a text may exceed the limit of the channel. It is then shortened at a word.',
  'problem.no_buttons_here': 'This channel sends text alone: take out the buttons that are tapped, and ask for an answer in words.',
  'problem.button_title_too_long': 'The button “{{title}}” has {{length}} characters; the channel takes {{most}}.',
  'problem.too_many_buttons': 'There are {{count}} buttons; the channel takes {{most}}.',
  'problem.own_keyword':
    'The public reply contains its own keyword “{{keyword}}”. It does not answer itself, but people who repeat it will be answered.',
} as const

export const sentence = sentencesOf(sentences)
