"""`python -m merchant_compliance` is the same as `merchant-compliance`."""

from merchant_compliance.cli.main import main

if __name__ == "__main__":
    main()
