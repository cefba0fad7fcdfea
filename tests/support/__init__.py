"""What tests stand on: LibreOffice, the Open XML SDK validator, package comparison, the house's rules."""
