/** What an account that logged in at Instagram can be subscribed to: the names, in the order, in which the platform prints them (13.6). */
export const loginFields = [
  'agent_messages',
  'messages',
  'messaging_postbacks',
  'messaging_seen',
  'messaging_handover',
  'messaging_referral',
  'messaging_optins',
  'message_reactions',
  'message_edit',
  'standby',
  'comments',
  'live_comments',
  'mentions',
  'story_insights',
  'creator_marketplace_projects',
  'creator_marketplace_invited_creator_onboarding',
  'delta',
  'story_reactions',
  'onboarding_welcome_message_series',
  'follow',
  'comment_poll_response',
  'story_poll_response',
  'share_to_story',
]

/**
 * What a Page can be subscribed to (4.2, 13.6). Any of it opens the pipe; which of Instagram's fields flow then is the app's to say (2.2).
 */
export const pageFields = [
  'feed',
  'mention',
  'name',
  'messages',
  'messaging_postbacks',
  'messaging_referrals',
  'messaging_optins',
  'message_deliveries',
  'message_reads',
  'message_echoes',
  'message_reactions',
  'message_edits',
  'messaging_handovers',
  'messaging_policy_enforcement',
  'messaging_account_linking',
  'messaging_feedback',
  'response_feedback',
  'standby',
  'leadgen',
]

/** meta-platform.md 2.2: what the app hears of an account behind a Page. */
export const instagramFields = [
  'comments',
  'live_comments',
  'mentions',
  'messages',
  'message_reactions',
  'message_edit',
  'messaging_postbacks',
  'messaging_referral',
  'messaging_seen',
  'messaging_handover',
  'messaging_optins',
  'messaging_policy_enforcement',
  'response_feedback',
  'standby',
  'story_insights',
]

/** What a webhook of Instagram can be about. Echoes are no field to subscribe to: they ride on `messages` (13.1, row 1.24). */
export const heardFields = [...instagramFields, 'message_echoes']
