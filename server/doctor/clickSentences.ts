/** What to click next. */
export const clickSentences = {
  'doctor.click_reconnect': 'Settings › Channels › {{account}} › Reconnect, or New token where it was pasted.',
  'doctor.click_switch_on': 'Settings › Channels › {{account}} › Switch on.',
  'doctor.click_new_token': 'Settings › Channels › {{account}} › New token: the account is read and subscribed again.',
  'doctor.click_other_apps': 'Facebook › Settings › Business integrations: remove each app that you no longer use.',
  'doctor.click_check_missed': 'Settings › Channels › {{account}} › Missed events › Check now. It subscribes the account again.',
  'doctor.click_look_missed': 'Settings › Channels › {{account}} › Missed events. Then look at the checks of the app’s webhooks here.',
  'doctor.click_resume': 'Settings › Channels › {{account}}: remove the cause, then choose Resume.',
  'doctor.click_professional':
    'In the Instagram app: Settings › Account type and tools › Switch to professional account. Then reconnect the account here.',
  'doctor.click_connected_tools':
    'In the Instagram app: Settings › Messages and story replies › Message controls › Connected tools › Allow access to messages.',
  'doctor.click_publish': 'On the Page: Settings › Page access and visibility › publish the Page.',
  'doctor.click_page_task': 'On the Page: Settings › Page access › the person › switch on Ads. Then reconnect the Page here.',
  'doctor.click_lead_access': 'Business settings › Integrations › Leads access › the Page › CRMs › Assign the app.',
  'doctor.click_lead_terms': 'Open the terms of lead ads as an administrator of the Page, and accept them.',
  'doctor.click_number': 'Open the number in the platform’s business manager. Its row says what to do.',
  'doctor.click_register':
    'Settings › Channels › {{account}} › New token, or Add account and the button of its platform: the number is registered then.',
  'doctor.click_messages_address':
    'Remove the address that another program set for this number or its business account. Or the app has it: App dashboard › Webhooks › Edit subscription: set {{here}}/api/webhooks/meta as Callback URL.',
  'doctor.click_quality': 'Send only to people who asked for it. The number’s row in the business manager shows its rating.',
  'doctor.click_write': 'Write a comment or a message to the account, from another account.',
  'doctor.click_stranger': 'Have a person who has no role on your app write to the account, then check again.',
  'doctor.click_live': 'App dashboard › switch App mode at the top from Development to Live.',
  'doctor.click_wait': 'Wait: once a minute a probe tests the connection, and messages are then sent.',
  'doctor.click_limits': 'Wait until the time is over. Settings › Channels › Sending limits makes the account send more slowly.',
  'doctor.click_start': 'Start it with npm start.',
  'doctor.click_setting': 'Set {{setting}} (docs/settings.md) and restart AutoDM Hub.',
  'doctor.click_tunnel': 'Get a public https address, for example from a tunnel (docs/connecting.md), set it as PUBLIC_URL and restart.',
  'doctor.click_certificate': 'Let the reverse proxy get a certificate of a public authority (docs/hosting.md).',
  'doctor.click_app_secret':
    'App dashboard › App settings › Basic: copy the app’s id and secret into META_APP_ID and META_APP_SECRET, and restart.',
  'doctor.click_app_webhooks': 'App dashboard › Webhooks › choose “{{object}}” › Subscribe to this object, and to each field named here.',
  'doctor.click_paste_callback':
    'App dashboard › Webhooks › Edit subscription: paste {{url}} as Callback URL and your WEBHOOK_VERIFY_TOKEN as Verify token.',
  'doctor.click_callback': 'App dashboard › Webhooks › Edit subscription: enter this hub’s address followed by /api/webhooks/meta.',
  'doctor.click_clock': 'Switch on the time service of this machine, such as: timedatectl set-ntp true.',
  'doctor.click_queue': 'Look at Activity › Jobs and at the log. More workers: docs/hosting.md.',
  'doctor.click_dead_letters': 'Activity › Not sent: send each again, or close it.',
  'doctor.click_disk': 'Free space on the disk. Settings › Workspace has how long things are stored.',

  'doctor.mail_subject': 'The doctor found a new problem: {{name}}',
  'doctor.mail_found': '{{>check}}: {{>found}} What to do: {{>next}}',
  'doctor.mail_open': 'Open the doctor',
} as const
