/** What a test email says where no mailing is named: neutral, without a link, plain in any mail program. */
export const testMessage = {
  subject: 'Test email',
  text: 'This is a test email. It shows that the connection to the email service works. Nobody needs to answer it.',
  html: '<p>This is a test email. It shows that the connection to the email service works. Nobody needs to answer it.</p>',
};
