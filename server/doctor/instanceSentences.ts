/** The checks of the instance: their titles, what they ask, and what they find. */
export const instanceSentences = {
  'doctor.check_running': 'AutoDM Hub is running',
  'doctor.check_public_url': 'Public address',
  'doctor.check_address': 'The public address reaches this hub',
  'doctor.check_handshake': 'Verify token',
  'doctor.check_proxy': 'Reverse proxy',
  'doctor.check_app': 'App id and app secret',
  'doctor.check_app_subscription': 'Webhooks of the app',
  'doctor.check_callback': 'Callback URL of the app',
  'doctor.check_clock': 'Clock',
  'doctor.check_graph_version': 'Version of the Graph API',
  'doctor.check_workers': 'Workers',
  'doctor.check_waiting': 'Queues',
  'doctor.check_dead_letters': 'Messages and jobs that need you',
  'doctor.check_disk': 'Disk space',
  'doctor.check_redis': 'Redis',
  'doctor.check_mail': 'Mail server',
  'doctor.check_secret_key': 'Encryption key',

  'doctor.ask_running': 'Whether a process of AutoDM Hub uses this database.',
  'doctor.running': 'AutoDM Hub is running.',
  'doctor.not_running': 'AutoDM Hub is not running.',

  'doctor.ask_public_url': 'Whether PUBLIC_URL is set to an https address.',
  'doctor.only_simulated': 'Not needed: only simulated accounts are connected.',
  'doctor.public_url_missing': 'PUBLIC_URL is not set. The platform sends webhooks only to a public https address.',
  'doctor.public_url_plain': '{{url}} is not an https address. The platform accepts only https.',
  'doctor.public_url_set': 'PUBLIC_URL is {{url}}.',

  'doctor.ask_address': 'Calls the public address and asks whether this very hub answers.',
  'doctor.no_public_url': 'Not asked: no public address of this hub could be reached.',
  'doctor.address_ours': 'This hub answers at {{url}}.',
  'doctor.address_other':
    'Something other than this hub answers at {{url}} (status {{status}}): another instance or another program has this address.',
  'doctor.address_redirects': '{{url}} redirects to {{to}}. The platform follows no redirect.',
  'doctor.address_certificate': 'The certificate of {{url}} is not valid ({{code}}). The platform accepts no such address.',
  'doctor.address_unreachable':
    '{{url}} cannot be reached from here ({{code}}). The address of a tunnel changes whenever the tunnel starts anew.',

  'doctor.ask_handshake': 'Makes the handshake that the platform makes with the callback address, with the verify token.',
  'doctor.verify_token_missing': 'WEBHOOK_VERIFY_TOKEN is not set, so the platform cannot verify the callback address.',
  'doctor.handshake_accepted': 'The hub answered the handshake as the platform demands.',
  'doctor.handshake_refused': 'The hub refused the handshake (status {{status}}). The verify token of another process may differ.',

  'doctor.ask_proxy': 'Whether a proxy is in front of this hub, and whether TRUST_PROXY names it.',
  'doctor.no_proxy': 'No proxy is in front of this server.',
  'doctor.proxy_trusted': 'A proxy reports the addresses of visitors, and TRUST_PROXY is set.',
  'doctor.proxy_not_trusted':
    'A proxy reports the addresses of visitors, but TRUST_PROXY is not set. All visitors count as one, so a limit that one person reaches locks out everyone.',

  'doctor.ask_app': 'Asks the platform with the app’s id and secret.',
  'doctor.no_app': 'No app with META_APP_ID and META_APP_SECRET is configured.',
  'doctor.only_instagram_app':
    'The platform gives no information about the Instagram app alone. Set META_APP_ID and META_APP_SECRET of the same app to have it checked.',
  'doctor.app_accepted': 'The platform accepts id and secret of the app.',
  'doctor.app_rejected': 'The platform does not accept id and secret of the app, so webhooks cannot be verified either. {{>before}}',

  'doctor.ask_app_subscription': 'Reads which objects and fields the app itself is subscribed to.',
  'doctor.app_subscribed': 'The app is subscribed to every object and field that connected accounts need.',
  'doctor.app_object_missing': 'The app is not subscribed to the object “{{object}}”. No event of such accounts arrives.',
  'doctor.app_more_missing':
    'Messages arrive. In the object “{{object}}” the app is not subscribed to: {{fields}}. What they tell is learned late, or not at all.',
  'doctor.app_fields_missing': 'In the object “{{object}}” the app is not subscribed to: {{fields}}.',

  'doctor.ask_callback': 'Reads where the platform sends webhooks, and asks there whether this very hub answers.',
  'doctor.no_callback': 'The app has no callback address yet ({{objects}}).',
  'doctor.callback_ours': 'Webhooks are sent to {{url}}, where this hub answers.',
  'doctor.callback_elsewhere': 'Webhooks are sent to {{url}}, where another hub or another program answers.',
  'doctor.callback_unreachable': 'Webhooks are sent to {{url}}, which does not answer.',
  'doctor.callback_changed': 'The public address changed: the platform still sends webhooks to {{was}}. This hub is at {{is}}.',

  'doctor.ask_clock': 'Compares this machine’s clock with that of the platform.',
  'doctor.clock_untold': 'No response of the platform had its time.',
  'doctor.clock_right': 'The clock agrees with the platform’s.',
  'doctor.clock_wrong': 'The clock of this machine is off by {{offMs}}. Time windows are counted wrongly, and signed requests are refused.',

  'doctor.ask_graph_version': 'Whether META_GRAPH_VERSION is still supported.',
  'doctor.version_current': 'Version {{version}} is supported.',
  'doctor.version_old': 'Version {{version}} has ended or ends within a month.',

  'doctor.ask_workers': 'Counts the workers that are alive, and looks for a scheduler.',
  'doctor.workers_alive': 'Workers alive: {{workers}}.',
  'doctor.no_worker': 'No worker is alive. Webhooks are stored, but nothing is decided or sent.',
  'doctor.no_scheduler': 'No scheduler is alive. Nothing that is due at a time happens.',

  'doctor.ask_waiting': 'How long the oldest webhook payload, message and job have been due.',
  'doctor.nothing_late': 'Nothing waits longer than it should.',
  'doctor.late': 'Something has been due for {{longestMs}}. The workers do not keep up, or do not work.',

  'doctor.ask_dead_letters': 'Counts messages and jobs that wait for a decision of a person.',
  'doctor.nothing_parked': 'Nothing needs you.',
  'doctor.parked': 'Messages that need you: {{messages}}. Jobs that need you: {{jobs}}.',

  'doctor.ask_disk': 'Free space on the disk of DATA_DIR, and the size of the database, in MB.',
  'doctor.disk_free': 'Free: {{free}} MB. The database has {{size}} MB.',
  'doctor.disk_full': 'Only {{free}} MB are free. The database has {{size}} MB, and stops when the disk is full.',
  'doctor.disk_unknown': 'The free space could not be read. The database has {{size}} MB.',

  'doctor.ask_redis': 'Whether Redis answers, and all processes use the same one.',
  'doctor.redis_unused': 'REDIS_URL is not set: the database is the queue.',
  'doctor.redis_answers': 'Redis answers.',
  'doctor.redis_broken': 'Redis does not answer, or not all processes use the same one. No message is lost; all are sent afterwards.',

  'doctor.ask_mail': 'Connects to the mail server and logs in, without sending anything.',
  'doctor.mail_unset': 'SMTP_URL is not set: nobody is told by email when an account stops.',
  'doctor.mail_answers': 'The mail server answers.',

  'doctor.ask_secret_key': 'Where the key is that encrypts tokens and secrets.',
  'doctor.secret_key_set': 'SECRET_KEY is set.',
  'doctor.secret_key_in_folder': 'The key is in DATA_DIR. A backup of the database without it cannot be read.',
} as const
