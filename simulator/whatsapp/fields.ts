/** Fields about the business account and its numbers (meta-platform.md 5.6): the simulator tells what a control asks for. */
export const accountFields = [
  'account_alerts',
  'account_review_update',
  'account_update',
  'business_capability_update',
  'business_username_update',
  'message_template_components_update',
  'message_template_quality_update',
  'message_template_status_update',
  'payment_configuration_update',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
  'template_category_update',
]

/** All fields that are simulated (5.4, 5.6). */
export const whatsappFields = [
  'messages',
  'smb_message_echoes',
  'history',
  'smb_app_state_sync',
  'user_preferences',
  'calls',
  ...accountFields,
]
