/** The kit for the platform's review of the app. */
export const reviewSentences = {
  'doctor.review_access':
    'Standard Access is enough for accounts of people who have a role on your app: connect your own account, and no review is needed.',
  'doctor.review_advanced':
    'For accounts of others, and for comments of strangers, each permission needs Advanced Access: app review and business verification.',
  'doctor.review_verification':
    'Business verification takes days and papers of a registered business (Business settings › Security Center). Begin with it.',
  'doctor.review_mode': 'Switch the app to Live before you film: in development mode, no events of strangers arrive.',

  'doctor.data_processors': 'Do you have data processors or service providers that have access to the platform data?',
  'doctor.data_processors_answer':
    'Yes. The app runs on our own server at [name your hosting provider], which processes the data for us. Leads are also delivered to [name the services that your endpoints lead to].',
  'doctor.data_responsible': 'Who is the person or entity responsible for the platform data?',
  'doctor.data_responsible_answer': '[Legal name of your business], [country].',
  'doctor.data_security': 'How is the data protected?',
  'doctor.data_security_answer':
    'Access tokens and secrets are encrypted with AES-256-GCM, traffic is https only, and every request is limited to its workspace.',
  'doctor.data_deleted': 'How can people have their data deleted?',
  'doctor.data_deleted_answer':
    'Through the data deletion callback of the app, whose status page shows when it is done, and by writing to the contact in the policy.',
  'doctor.data_authorities': 'Have you given personal data to public authorities in the last twelve months?',
  'doctor.data_authorities_answer':
    'No. A request would be reviewed for its legality, and answered with the minimum that the law demands. [Change this if you have.]',

  'doctor.click_policy': 'App settings › Basic › Privacy Policy URL',
  'doctor.click_terms': 'App settings › Basic › Terms of Service URL',
  'doctor.click_deletion': 'App settings › Basic › User data deletion › Data deletion callback URL',
  'doctor.click_deauthorize': 'Facebook Login for Business › Settings, or Instagram › Business login settings: Deauthorize callback URL',
  'doctor.click_redirect': 'Login settings of the app › Valid OAuth Redirect URIs: connecting with {{platform}}',
  'doctor.click_sign_in_redirect': 'Login settings of the app › Valid OAuth Redirect URIs: signing in with {{platform}}',
  'doctor.click_webhooks_url': 'Webhooks › Edit subscription › Callback URL',
} as const
