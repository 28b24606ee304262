"""What leaves Parley: frames to sockets, reminders to the queue, files to S3."""
