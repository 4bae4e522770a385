/** Fields that an account with Instagram login can subscribe to: the names, in the order in which the platform lists them (13.6). */
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

/** meta-platform.md 2.2: the fields that the app receives for an account behind a Page. */
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

/** All fields that webhooks of Instagram can be about. Echoes have no field of their own: they are part of `messages` (13.1, row 1.24). */
export const heardFields = [...instagramFields, 'message_echoes']
