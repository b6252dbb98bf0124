"""What every lesson folder must keep."""
