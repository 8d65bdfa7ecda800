"""The `bowerbird` command as a module, for processes that start it again."""

from services.cli.main import main

if __name__ == "__main__":
    main()
