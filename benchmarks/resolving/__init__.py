"""Made-up files of merchants in which it is known who is who, and how well they are told apart."""
