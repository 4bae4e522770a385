/** Where the help about a tunnel is on the doctor's page. */
export const tunnelHelpId = 'tunnel'
